// Walks the compiled decision graph: which outcomes are still possible, which questions matter.
// The graph is made and proved in Python; nothing here knows a rule.

/**
 * graph.json: `presumed` {question: value}, `variables` [{id, values}], `nodes` [[variable, [child of each value]]], `terminals`
 * [{rule, outcome}], `root`. A child c >= 0 is a node, c < 0 is terminal -(c + 1).
 * On every path the variables come in the same order.
 */
export class DecisionGraph {
  #graph;

  constructor(graph) {
    this.#graph = graph;
    this.presumed = graph.presumed;
  }

  /**
   * What is still open when each variable of `known` is limited to its list of values:
   * `ends`, every outcome some completion leads to, and `matter`, exactly the variables that can
   * still change the outcome. Exact because the limited graph is reduced: a node is kept only if
   * its children differ, so every variable left decides something. With `label` "rule", the same
   * for rules.
   */
  limit(known, label = "outcome") {
    const allowed = this.#graph.variables.map(({ id, values }) =>
      known[id] === undefined
        ? values.map((_, index) => index)
        : known[id].map((value) => values.indexOf(value)).filter((index) => index >= 0),
    );
    const ids = new Map(); // what a reduced node looks like -> its id
    const reduced = new Map(); // node of the graph -> id
    const ends = new Set();
    const matter = new Set();
    const intern = (key, met) => {
      if (!ids.has(key)) {
        ids.set(key, ids.size);
        met();
      }
      return ids.get(key);
    };
    const walk = (child) => {
      if (child < 0) {
        const end = this.#graph.terminals[-child - 1][label];
        return intern(end, () => ends.add(end));
      }
      if (!reduced.has(child)) {
        const [variable, children] = this.#graph.nodes[child];
        const below = allowed[variable].map((index) => walk(children[index]));
        const same = below.every((id) => id === below[0]);
        reduced.set(
          child,
          same
            ? below[0]
            : intern(`${variable}:${below}`, () => matter.add(this.#graph.variables[variable].id)),
        );
      }
      return reduced.get(child);
    };
    walk(this.#graph.root);
    return { ends, matter };
  }
}
