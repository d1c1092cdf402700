// How the search reads what people write, and which page comes first. Loaded with the index, once
// somebody searches.
//
// What is sought comes typed, pasted or dictated: Chinese without spaces, full width, traditional
// characters, numbers in words, English in another spelling or form. The theme gets words its index
// knows. Its order goes by words alone; here a page comes first that is called what is sought.

{
  // Where this script lies in the site.
  const OWN = document.currentScript.src;
  // One word of the index: a run of Han as the build has cut it, or letters and digits.
  const WORD = /\p{sc=Han}+|(?:(?!\p{sc=Han})[\p{L}\p{N}])+(?:'\p{L}+)*/gu;
  // What is sought may have blanks anywhere between Han.
  const RUN = /\p{sc=Han}+(?:\s+\p{sc=Han}+)*|(?:(?!\p{sc=Han})[\p{L}\p{N}])+(?:'\p{L}+)*/gu;
  const HAN = /\p{sc=Han}/u;
  // Stands in no page: with it behind a word the theme's cutter, which never sees the last character
  // and takes a single one for the beginning of any word, keeps the word whole.
  const END = "〇";
  // So many words that begin as typed are enough.
  const MOST = 8;

  // What a word is worth by where it stands, and how sure it is that it is meant.
  const TEXT = 1;
  const HEADING = 2;
  const TITLE = 4;
  const BEGINS = 0.7;
  const RELATED = 0.5;
  // A name of the page: the same, or in part.
  const SAME = 10;
  const PART = 4;

  /** {word: {page: where it stands at best}} */
  const words = new Map();
  /** {page: {boost, names: [[name, where]]}} */
  const pages = new Map();
  /** {traditional character: simplified one}, of those the pages use. */
  const simplified = new Map();
  /** Where else to look, {say, pages: {address: title}}. */
  let otherwise = null;
  /** What has been sought and not yet found, in order: {name, about: [{word: how sure}]}. */
  const asked = [];

  const plain = (text) =>
    [...text.normalize("NFKC").toLowerCase()].map((one) => simplified.get(one) ?? one).join("");
  const named = (text) => (plain(text).replaceAll("\u200b", "").match(WORD) ?? []).join(" ");
  const begun = (start) => [...words.keys()].filter((word) => word.startsWith(start));
  const known = (word) => words.has(word);

  /** Take over the index of the theme, {config, docs}. */
  function learn({ config, docs }) {
    ({ otherwise } = config);
    const pairs = [...config.simplified];
    for (let at = 0; at < pairs.length; at += 2) simplified.set(pairs[at], pairs[at + 1]);
    for (const { location, title, text, tags = [], boost = 1 } of docs) {
      const [page, section] = location.split("#");
      if (!pages.has(page)) pages.set(page, { boost, names: [] });
      const called = section ? HEADING : TITLE;
      for (const [part, place] of [[text, TEXT], ...[title, ...tags].map((name) => [name, called])]) {
        for (const [word] of part.toLowerCase().matchAll(WORD)) {
          if (!words.has(word)) words.set(word, new Map());
          const places = words.get(word);
          places.set(page, Math.max(places.get(page) ?? 0, place));
        }
      }
      for (const name of [title, ...tags]) pages.get(page).names.push([named(name), called]);
    }
  }

  // --- what is sought ---------------------------------------------------------------------------------------

  const STEM = 4; // letters a word keeps at least

  const DIGITS = "零一二三四五六七八九";

  /** The digits of numbers said in words, where the pages have that number: 一七零, 四百. */
  function digits(text) {
    const digit = (one) => DIGITS.indexOf({ 幺: "一", "〇": "零" }[one] ?? one);
    const meant = (said, number) => (known(number) && !known(said) ? ` ${number} ` : said);
    return text
      .replace(/[〇零一二三四五六七八九幺]{2,}/g, (said) => meant(said, [...said].map(digit).join("")))
      .replace(/([一二三四五六七八九])百(?![〇零一二三四五六七八九])/g, (said, one) =>
        meant(said, `${digit(one)}00`),
      );
  }

  /** The longest word of the index at `at` of `run`, {word, end}. A word goes over whole parts only. */
  function longest(run, at, shorter = 0) {
    const inside = (to) => to < run.length && run[to] !== " ";
    for (let to = run.length - shorter; to > at + 1; to -= 1) {
      const part = run.slice(at, to);
      if (part.includes(" ") && (inside(to) || (at > 0 && run[at - 1] !== " "))) continue;
      const word = part.replaceAll(" ", "");
      if (word.length > 1 && known(word)) return { word, end: to };
    }
    return { word: null, end: at + 1 };
  }

  /** What a run of Han is about, [{word: how sure}]. Of a `last` one also what begins as it ends. */
  function cut(run, last, alone) {
    const found = [];
    for (let at = 0; at < run.length; ) {
      const rest = run.slice(at).replaceAll(" ", "");
      const { word, end } = longest(run, at);
      if (word) found.push(new Map([[word, 1]]));
      if (last && word !== rest && (rest.length > 1 || alone)) {
        const more = begun(rest).slice(0, MOST);
        if (more.length) return [...found, new Map(more.map((one) => [one, BEGINS]))];
      }
      // What a long word is made of, where nothing is called by all of it.
      for (let part = 0; word?.length > 3 && part < word.length; ) {
        const inner = longest(word, part, part ? 0 : 1);
        if (inner.word) found.push(new Map([[inner.word, RELATED]]));
        part = inner.end;
      }
      at = end;
    }
    return found;
  }

  /** A word without its English ending: cancelled, cancelling, cancels; penalties. Short ones stay. */
  function stem(word) {
    const bare = word
      .replace(/(sh|ch|x|ss)es$|([^su])s$/, "$1$2")
      .replace(/(?:ie|y|e|ing|ed|ation|ion)$/, "")
      .replace(/([b-df-hj-np-rtv-z])\1$/, "$1");
    return bare.length < STEM || !/^[a-z]+$/.test(word) ? word : bare;
  }

  /** What a word of letters or digits is about, [{word of the index: how sure}]. */
  function spelt(word) {
    const about = (one) => new Map([[stem(one), RELATED], [one, 1]]);
    if (begun(stem(word)).length) return [about(word)];
    for (let at = 2; at < word.length - 1; at += 1) {
      const parts = [word.slice(0, at), word.slice(at)];
      if (parts.every((part) => begun(stem(part)).length)) return parts.map(about);
    }
    for (let length = word.length - 1; length >= Math.max(STEM, word.length / 2); length -= 1) {
      const start = word.slice(0, length);
      if (begun(start).length) return [new Map([[start, 1]])];
    }
    return [];
  }

  /** What the theme is to look for, for who seeks `text`. */
  function query(text) {
    const written = digits(plain(text)).replace(/\b([a-z]+)-([a-z]+)\b/g, (whole, one, other) =>
      known(one + other) ? one + other : whole,
    );
    const runs = (written.match(RUN) ?? []).map((run) => run.replace(/\s+/g, " "));
    const about = runs.flatMap((run, n) =>
      HAN.test(run) ? cut(run, n === runs.length - 1, runs.length === 1 && run.length === 1) : spelt(run),
    );
    asked.push({ name: named(text), about });
    const sought = new Set(about.flatMap((forms) => [...forms.keys()]));
    if (!sought.size) for (const run of runs) sought.add(run.replaceAll(" ", ""));
    return [...sought].map((word) => (HAN.test(word) ? word + END : word)).join(" ");
  }

  // --- what was found ---------------------------------------------------------------------------------------

  const holds = (text, part) => (HAN.test(part) ? text.includes(part) : ` ${text} `.includes(` ${part} `));

  /** How near names of a page come to what is sought. */
  function likeness(names, sought) {
    const joined = sought.replaceAll(" ", "");
    const worth = ([name, place]) => {
      if (name.replaceAll(" ", "") === joined) return SAME * place;
      const [long, short] = name.length > sought.length ? [name, sought] : [sought, name];
      return short.length > 1 && holds(long, short) ? (PART * place * short.length) / long.length : 0;
    };
    return Math.max(0, ...names.map(worth));
  }

  /** What each page is worth to who seeks this: {page: number}. */
  function worths({ name, about }) {
    const sums = new Map();
    for (const forms of about) {
      const best = new Map();
      for (const [form, sure] of forms) {
        for (const word of begun(form)) {
          for (const [page, place] of words.get(word)) {
            const worth = place * sure * (word === form ? 1 : BEGINS);
            best.set(page, Math.max(best.get(page) ?? 0, worth));
          }
        }
      }
      // What stands on every page tells little.
      const weight = Math.log(1 + pages.size / best.size);
      for (const [page, worth] of best) sums.set(page, (sums.get(page) ?? 0) + weight * worth);
    }
    for (const [page, { boost, names }] of pages) {
      sums.set(page, ((sums.get(page) ?? 0) + likeness(names, name)) * boost);
    }
    return sums;
  }

  // Of what a hit says, its parts in one line each after the other, from shortly before the first word
  // that was sought; the stylesheet shows two lines of it.
  const BEFORE = 24;

  function teaser(text) {
    const line = text
      .replace(/<\/?(?!mark\b)[a-z][^>]*>/gi, " · ")
      .replace(/(?:\s*·\s*)+/g, " · ")
      .replace(/^ · | · $/g, "");
    const start = line.indexOf("<mark") - BEFORE;
    const from = start > 0 ? line.slice(start).replace(/^[\w'’]*\s/, "") : line;
    return line && `<p class="search-hit">${start > 0 ? "… " : ""}${from}</p>`;
  }

  /** Where nothing was found, say where else to look. */
  function help(nothing) {
    const hits = document.querySelector(".md-search-result");
    hits.parentElement.querySelector(".search-otherwise")?.remove();
    if (!nothing) return;
    const line = document.createElement("p");
    line.className = "search-otherwise";
    line.append(otherwise.say);
    for (const [page, title] of Object.entries(otherwise.pages)) {
      const link = document.createElement("a");
      link.href = new URL(`../../${page}`, OWN);
      link.append(title);
      line.append(" ", link);
    }
    hits.after(line);
  }

  /** Put what the theme found, {items: [[hit]]}, into our order and words. */
  function arrange({ items }) {
    const sought = asked.shift();
    help(sought.name && !items.length);
    const worth = worths(sought);
    const of = ([{ location }]) => worth.get(location.split("#")[0]);
    items.sort((one, other) => of(other) - of(one));
    for (const hit of items.flat()) {
      hit.text = teaser(hit.text);
      delete hit.tags; // words people search by, not for reading
      // Said to be missing would be words that nobody wrote, but which what they wrote may stand for.
      for (const [word, there] of Object.entries(hit.terms)) if (!there) delete hit.terms[word];
    }
  }

  window.searchWords = { learn, query, arrange };
}
