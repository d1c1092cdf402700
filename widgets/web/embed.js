// <keep-or-cancel-embed lang="zh" theme="auto"><a href="…/check/">…</a></keep-or-cancel-embed>
// turns the link inside it into the self-check, in a frame. The link stays where it is: it shows
// until the frame answers, and again whenever it does not.
//
// Attributes  lang     "zh" or "en"; else that of the page around it
//             theme    "auto" (the reader's system), "light" or "dark"
//             accent   a colour for what can be pressed, six hex digits
//             paper    a colour for the background, six hex digits
//             ask      "outcome": ask for it; it comes only if the person agrees in the frame
//             sandbox  the frame's sandbox, if it shall allow less
// Events      koc-ready    detail {lang, title, rules}
//             koc-outcome  detail {outcome}: an id, or null while there is none to tell
//             koc-error    detail {code}, see embed-frame.js
//
// One plain script with nothing to import: a host can check it by its hash, and unlike a module it
// needs no leave from our server (CORS). Pages that load it as a module have it work all the same.

(() => {
  const SOURCE = "keep-or-cancel";
  const VERSION = 1;
  // A module is not told which script it is.
  const OWN = document.currentScript ?? document.querySelector('script[src*="/widget/embed."]');
  const HERE = new URL("./", OWN.src);
  const LOOK = ["theme", "accent", "paper"];
  const SANDBOX =
    "allow-scripts allow-same-origin allow-forms allow-popups allow-popups-to-escape-sandbox";
  // What the frame asks for; between these it is believed if it should ask for something else.
  const HEIGHT = "700px";
  const LEAST_HEIGHT = 500;
  const MOST_HEIGHT = 700;
  // How far down in the frame something can be.
  const DEEPEST = 50_000;

  const isText = (value) => typeof value === "string" && value.length < 200;
  const isId = (value) => typeof value === "string" && /^[a-z_]{1,40}$/.test(value);

  class KeepOrCancelEmbed extends HTMLElement {
    static observedAttributes = ["lang", "theme", "accent", "paper", "ask", "sandbox"];

    /** How long, in ms, a loaded frame may be silent before the link is all that is shown. */
    static patience = 20_000;

    #frame = null;
    #listening = null;
    #silence = 0;
    #answered = false;
    #outcome = null;

    connectedCallback() {
      if (getComputedStyle(this).display === "inline") this.style.display = "block";
      this.#open();
    }

    disconnectedCallback() {
      this.#close();
    }

    attributeChangedCallback(name, before, now) {
      if (!this.#frame || before === now) return;
      if (name === "theme") this.#paint();
      else if (name === "ask") this.#ask();
      else {
        this.#close();
        this.#open();
      }
    }

    get #address() {
      const language = (this.closest("[lang]")?.lang ?? "").startsWith("en") ? "en" : "zh";
      const address = new URL(`embed.${language}.html`, HERE);
      for (const name of LOOK) {
        if (this.hasAttribute(name)) address.searchParams.set(name, this.getAttribute(name));
      }
      return address;
    }

    /** The frame's origin as its messages carry it; a sandbox may take it away. */
    get #origin() {
      return this.#frame.sandbox.contains("allow-same-origin") ? HERE.origin : "null";
    }

    #open() {
      const frame = document.createElement("iframe");
      frame.title = this.textContent.trim() || "Keep or Cancel";
      frame.loading = "lazy";
      frame.referrerPolicy = "no-referrer";
      frame.setAttribute("sandbox", this.getAttribute("sandbox") ?? SANDBOX);
      // Not a style attribute: a host's policy may forbid those.
      Object.assign(frame.style, { display: "block", width: "100%", height: HEIGHT, border: "0" });
      frame.src = this.#address;
      this.#frame = frame;
      this.#answered = false;
      this.#outcome = null;
      this.#listening = new AbortController();
      const { signal } = this.#listening;
      addEventListener("message", (event) => this.#hear(event), { signal });
      frame.addEventListener(
        "load",
        () => {
          if (this.#answered) return;
          this.#silence = setTimeout(() => this.#show(false), KeepOrCancelEmbed.patience);
        },
        { signal },
      );
      this.append(frame);
    }

    #close() {
      clearTimeout(this.#silence);
      this.#listening?.abort();
      this.#show(false);
      this.#frame?.remove();
      this.#frame = null;
    }

    /** Show the frame and hide what it stands for, or the other way round. */
    #show(answering) {
      for (const child of this.children) child.hidden = answering;
      if (this.#frame) {
        this.#frame.hidden = false;
        this.#frame.style.display = answering ? "block" : "none";
      }
    }

    #post(message) {
      const target = this.#origin === "null" ? "*" : this.#origin;
      this.#frame.contentWindow?.postMessage({ source: SOURCE, version: VERSION, ...message }, target);
    }

    #paint() {
      this.#post({ type: "theme", theme: this.getAttribute("theme") ?? "auto" });
    }

    #ask() {
      if (this.getAttribute("ask") === "outcome") this.#post({ type: "ask", want: "outcome" });
    }

    #say(name, detail) {
      this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true }));
    }

    /** Scroll what is `top` pixels below the frame's edge into sight, if the person is in the frame. */
    #reveal(top) {
      if (this.getRootNode().activeElement !== this.#frame) return;
      this.#frame.style.scrollMarginTop = `calc(25vh - ${top}px)`;
      this.#frame.scrollIntoView();
    }

    #hear({ source, origin, data }) {
      const inside = this.#frame?.contentWindow;
      if (!inside || source !== inside || origin !== this.#origin) return;
      if (data?.source !== SOURCE || data.version !== VERSION) return;
      const { type, height, top, outcome, code, lang, title, rules } = data;
      if (type === "resize" && height >= LEAST_HEIGHT && height <= MOST_HEIGHT) {
        this.#frame.style.height = `${Math.ceil(height)}px`;
      } else if (type === "focus" && Number.isFinite(top) && Math.abs(top) <= DEEPEST) {
        this.#reveal(top);
      } else if (type === "ready" && [lang, title, rules].every(isText)) {
        clearTimeout(this.#silence);
        this.#answered = true;
        this.#show(true);
        // Also to a page that has taken the place of the first: the other language.
        this.#paint();
        this.#ask();
        this.#say("koc-ready", { lang, title, rules });
      } else if (type === "outcome" && (outcome === null || isId(outcome))) {
        // Only what was asked for, and only what is new.
        if (this.getAttribute("ask") !== "outcome" || outcome === this.#outcome) return;
        this.#outcome = outcome;
        this.#say("koc-outcome", { outcome });
      } else if (type === "error" && isId(code)) {
        if (code === "blocked") this.#show(false);
        this.#say("koc-error", { code });
      }
    }
  }

  // Two snippets on one page, or the hashed file beside the plain one, define it once.
  if (!customElements.get("keep-or-cancel-embed")) {
    customElements.define("keep-or-cancel-embed", KeepOrCancelEmbed);
  }
})();
