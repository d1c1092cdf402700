// What the embed page adds to the self-check: its look, its height, its messages to the page around
// it. A classic script and the first thing in the body, so it runs before anything is painted and
// also where modules may not load. It stores nothing and sends nothing anywhere else.
//
// Address   ?theme=auto|light|dark&accent=1f5fa8&paper=ffffff
// Messages  {source: "keep-or-cancel", version: 1, type, …}
//   to the page around it
//     ready    {lang, title, rules}  the form answers
//     resize   {height}              in CSS pixels, told once: what does not fit scrolls inside
//     focus    {top}                 what got the focus is out of sight, so many CSS pixels from the
//                                    frame's upper edge: WebKit does not scroll a page for a frame
//     outcome  {outcome}             an id, or null while there is none to tell; only to the origin
//                                    that asked, and only while the person agrees
//     error    {code}                "blocked"      scripts of the self-check may not run
//                                    "form"         its data could not be loaded
//                                    "explanation"  no Python: the outcome stands, reasons are missing
//                                    "colour"       a colour was not used: malformed or unreadable
//                                    "theme"        a theme was not used: there is none of that name
//   from it
//     ask      {want: "outcome"}
//     theme    {theme}

(() => {
  const SOURCE = "keep-or-cancel";
  const VERSION = 1;
  const THEMES = ["auto", "light", "dark"];
  // WCAG's least contrast of text; marks need less.
  const LEAST_CONTRAST = 4.5;
  // What stands on paper in the self-check: its text, and the names of the families of outcomes.
  const ON_PAPER = [
    ...["ink", "quiet", "error"].map((name) => `--koc-${name}`),
    ...document.currentScript.dataset.families.split(" ").map((name) => `--family-${name}`),
  ];
  const ON_ACCENT = ["#ffffff", "#10151c"];
  // How long, in ms, the self-check may take to answer before a way round it is shown.
  const PATIENCE = 15_000;
  // How high, in CSS pixels, the frame wants to be, whatever it shows.
  const HEIGHT = 700;
  // How much, in CSS pixels, of what has the focus must be seen.
  const SEEN = 24;

  const root = document.documentElement;
  const given = new URLSearchParams(location.search);
  const night = matchMedia("(prefers-color-scheme: dark)");
  const framed = parent !== self;

  function post(type, more = {}, target = "*") {
    if (framed) parent.postMessage({ source: SOURCE, version: VERSION, type, ...more }, target);
  }

  const told = new Set();
  function fail(code) {
    if (told.has(code)) return;
    told.add(code);
    post("error", { code });
  }

  // --- look ----------------------------------------------------------------------------------------

  let repaint = 0;
  let theme = THEMES.includes(given.get("theme")) ? given.get("theme") : "auto";

  if (given.has("theme") && theme !== given.get("theme")) fail("theme");

  function paint() {
    const dark = theme === "auto" ? night.matches : theme === "dark";
    // The names that the self-check's own stylesheet knows.
    document.body.dataset.mdColorScheme = dark ? "slate" : "default";
    root.style.colorScheme = dark ? "dark" : "light";
    colour();
  }

  /** What a colour is once the browser has resolved it: [red, green, blue], 0 to 255. */
  function resolved(element, value) {
    const probe = document.createElement("span");
    probe.style.color = value;
    element.append(probe);
    const channels = getComputedStyle(probe).color.match(/[\d.]+/g).slice(0, 3).map(Number);
    probe.remove();
    return channels;
  }

  function luminance(channels) {
    const [red, green, blue] = channels.map((channel) => {
      const share = channel / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  /** Use the colours of the address as far as everything stays readable with them. */
  function colour() {
    const check = document.querySelector("keep-or-cancel");
    if (!check) return;
    for (const name of ["--koc-accent", "--koc-on-accent"]) check.style.removeProperty(name);
    const { style } = document.body;
    style.removeProperty("--md-default-bg-color");
    const read = (value) => resolved(check, value);
    const readable = (value, others) =>
      others.every((other) => contrast(read(value), read(other)) >= LEAST_CONTRAST);
    const chosen = (name, others) => {
      if (!given.has(name)) return null;
      const value = `#${given.get(name).replace(/^#/, "")}`;
      if (/^#[0-9a-f]{6}$/i.test(value) && readable(value, others)) return value;
      fail("colour");
      return null;
    };
    const paper = chosen("paper", ON_PAPER.map((name) => `var(${name})`));
    if (paper) style.setProperty("--md-default-bg-color", paper);
    const accent = chosen("accent", ["var(--koc-paper)", "var(--koc-wash)"]);
    if (accent) {
      const [on] = ON_ACCENT.filter((value) => readable(value, [accent]));
      check.style.setProperty("--koc-accent", accent);
      check.style.setProperty("--koc-on-accent", on);
    } else if (paper && !readable("var(--koc-accent)", [paper])) {
      style.removeProperty("--md-default-bg-color");
      fail("colour");
    }
  }

  // --- what got the focus, to be brought into sight ------------------------------------------------

  let pressed = false;

  /** Tell the page around the frame unless the target's beginning shows, there and not only here. */
  function focused({ target }) {
    // A page that scrolled away under a press would take the click with it.
    if (!framed || pressed || !self.IntersectionObserver) return;
    new IntersectionObserver(([{ intersectionRect: seen, boundingClientRect: all }], watcher) => {
      watcher.disconnect();
      if (target !== document.activeElement) return;
      const begins = seen.height > 0 && seen.top - all.top < 1;
      if (!begins || seen.height < Math.min(all.height - 1, SEEN)) post("focus", { top: all.top });
    }).observe(target);
  }

  // --- what the page around it may ask ---------------------------------------------------------------

  let asker = null; // the origin that asked for the outcome first
  let outcome = null;
  let sent = null; // the outcome that the asker knows of

  const agree = () => document.getElementById("embed-agree");

  function offer() {
    if (!asker || !agree()) return;
    document.getElementById("embed-host").textContent = new URL(asker).host;
    document.getElementById("embed-share").hidden = false;
  }

  function tell() {
    if (!asker) return;
    const now = agree()?.checked ? outcome : null;
    if (now === sent) return;
    sent = now;
    post("outcome", { outcome: now }, asker);
  }

  function hear({ source, origin, data }) {
    // An origin without a name ("null") cannot be told from another, nor be shown to a person.
    if (!framed || source !== parent || !/^https?:\/\//.test(origin)) return;
    if (data?.source !== SOURCE || data.version !== VERSION) return;
    if (data.type === "theme" && !THEMES.includes(data.theme)) {
      fail("theme");
    } else if (data.type === "theme" && data.theme !== theme) {
      theme = data.theme;
      // Once a frame is enough, however many messages there are.
      repaint ||= requestAnimationFrame(() => {
        repaint = 0;
        paint();
      });
    } else if (data.type === "ask" && data.want === "outcome") {
      asker ??= origin;
      offer();
    }
  }

  // --- the self-check on this page -------------------------------------------------------------------

  let answers = false;

  function follow(check) {
    const { state, python, step } = check.dataset;
    root.dataset.step = step ?? "";
    if (state === "ready" && !answers) {
      answers = true;
      root.dataset.embed = "runs";
      show();
      post("ready", { lang: root.lang, title: document.title, rules: root.dataset.rules });
      post("resize", { height: HEIGHT });
    }
    if (state === "failed") {
      // No other try would help.
      if (check.querySelector(":scope > [data-failure=sandbox]")) blocked();
      else fail("form");
    }
    if (python === "failed") fail("explanation");
  }

  /** Show the form while it can answer, without a stylesheet's help: that may be barred too. */
  function show() {
    const form = document.getElementById("embed-check");
    if (form) form.hidden = root.dataset.embed !== "runs";
  }

  function blocked() {
    root.dataset.embed = "blocked";
    show();
    fail("blocked");
  }

  root.dataset.embed = "runs";
  paint();
  night.addEventListener("change", paint);
  addEventListener("message", hear);
  addEventListener("focusin", focused);
  for (const name of ["pointerdown", "pointerup", "pointercancel"]) {
    addEventListener(name, () => (pressed = name === "pointerdown"), true);
  }
  addEventListener("error", ({ target }) => target instanceof HTMLScriptElement && blocked(), true);
  if (!("noModule" in HTMLScriptElement.prototype)) blocked();
  addEventListener("koc-outcome", ({ detail }) => {
    outcome = detail.outcome;
    tell();
  });
  addEventListener("DOMContentLoaded", () => {
    const check = document.querySelector("keep-or-cancel");
    show();
    const states = { attributes: true, attributeFilter: ["data-state", "data-python", "data-step"] };
    new MutationObserver(() => follow(check)).observe(check, states);
    follow(check);
    const settled = () => ["ready", "failed"].includes(check.dataset.state);
    setTimeout(() => settled() || blocked(), PATIENCE);
    paint();
    agree().addEventListener("change", tell);
    offer();
    // The other language keeps the look; the self-check itself adds the answers to these links.
    for (const link of document.querySelectorAll("a[data-embed-look]")) {
      link.search = location.search;
    }
  });
})();
