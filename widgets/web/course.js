// What is still to be asked, in which order, and how much that is: the graph and the order that the
// data gives, no page and no rule.

import { EXIT_COST, exitCosts } from "./reckon.js";

// Steps that are no single question.
export const AMOUNTS = "amounts";
export const OBSTACLES = "obstacles";
export const OUTCOME = "outcome";
export const ALL = "all";

/**
 * What is still to be asked: `open`, the steps to come in order, and `cancelling`, whether only
 * cancelling is left; then OBSTACLES is one step. A question is asked if its answer can change the
 * outcome; where only cancelling is left, also if it can add something to settle first. What is
 * presumed is not asked. `declined` says that the amounts are not known; the rest is as for reckon().
 */
function asked(graph, words, { answers, amounts, compared, declined }) {
  const { outcomes, questions } = words;
  const given = Object.entries({ ...graph.presumed, ...answers });
  const known = Object.fromEntries(given.map(([id, value]) => [id, [value]]));
  const costs = exitCosts(words, amounts, compared);
  const wanting = !declined && costs[0] === "unknown";
  // Amounts that may still be given leave all open.
  const all = wanting ? known : { ...known, [EXIT_COST]: costs };
  const { ends, matter } = graph.limit(all);
  const cancelling = [...ends].every((id) => outcomes[id].family === "cancel");
  const rules = cancelling ? graph.limit(all, "rule").matter : matter;
  const completes = ({ id, blocks }) =>
    cancelling &&
    blocks &&
    (rules.has(id) || [...ends].some((outcome) => outcomes[outcome].completes.includes(id)));
  const steps = questions.flatMap((question) => {
    const { id, clear, amounts: after } = question;
    if (id in answers) return after && wanting && matter.has(EXIT_COST) ? [AMOUNTS] : [];
    if (id in known || !(matter.has(id) || completes(question))) return [];
    return [cancelling && clear ? OBSTACLES : id];
  });
  return { open: [...new Set(steps)], cancelling };
}

/** The way through the questions, from where a person is. */
export class Course {
  #graph;
  #words;
  #state;
  #now;

  /** `state` {answers, amounts, compared, declined} as asked() reads it; `now` as reckon() returns it. */
  constructor(graph, words, state, now) {
    this.#graph = graph;
    this.#words = words;
    this.#state = state;
    this.#now = now;
    // The steps to come, in order, and whether only cancelling is left.
    const { open, cancelling } = asked(graph, words, state);
    this.open = open;
    this.cancelling = cancelling;
  }

  get #order() {
    return this.#words.questions.map(({ id }) => id);
  }

  /** The questions whose answers count, in order. */
  get given() {
    return this.#order.filter((id) => this.#now.sent.includes(id));
  }

  /** The questions about what must be settled before cancelling. */
  get obstacles() {
    return this.#words.questions.filter(({ clear }) => clear).map(({ id }) => id);
  }

  /** The step with which a person who comes with these answers begins. */
  get first() {
    return this.#now.outcome ? OUTCOME : (this.open[0] ?? OUTCOME);
  }

  /** The step that comes now; obstacles may be left open where they were `passed`. */
  next(passed) {
    const open = this.open.filter((step) => !(step === OBSTACLES && passed && this.#now.outcome));
    return open[0] ?? OUTCOME;
  }

  /** The step at which `question` is asked. */
  step(question) {
    return this.cancelling && this.obstacles.includes(question) ? OBSTACLES : question;
  }

  /** `step`, or what stands for it with these answers. */
  fitting(step) {
    if (step === OUTCOME && !this.#now.outcome) return this.first;
    if (step === OBSTACLES && !this.cancelling) return this.first;
    return step;
  }

  /** The step before `step`, for where the history has none: the last question answered before it. */
  before(step) {
    const order = this.#order;
    const end = order.includes(step) ? order.indexOf(step) : order.length;
    return order.slice(0, end).reverse().find((id) => this.#now.sent.includes(id));
  }

  /** About how many more steps there are, if each question gets the answer that leaves most to ask. */
  get ahead() {
    const answers = { ...this.#state.answers };
    for (let count = 0; ; count++) {
      const [next] = asked(this.#graph, this.#words, { ...this.#state, answers }).open;
      const question = this.#words.questions.find(({ id }) => id === next);
      if (!question) return count + Number(next !== undefined);
      answers[next] = question.usual;
    }
  }
}
