"""Whatever a browser restores, all parts of a page say the same; what was deleted stays deleted."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest

from tests.support.embed_host import SETTLED_AS
from tests.support.engines import Tab, eventually
from tests.support.server import Server
from tests.support.site import CHECK_PAGES, VERSION

FACTS = {"status": "police_stop", "need": "none"}
FRAGMENT = f"#v={VERSION}&status=police_stop&need=none"
# What each part of the self-check says of the answers and amounts.
SAYS = """() => {
  const facts = (text) => {
    const { v, n, end, ...held } = Object.fromEntries(new URLSearchParams((text ?? "").slice(1)));
    return held;
  };
  const fields = [...document.querySelectorAll(".koc-form input")];
  const given = fields.filter(({ type, checked, value }) => type === "radio" ? checked : value);
  const link = document.querySelector("a[hreflang]");
  const element = document.querySelector("keep-or-cancel");
  return {
    form: Object.fromEntries(given.map(({ name, value }) => [name, value])),
    address: facts(location.hash),
    switch: facts(link.hash.replace(/&at=.*/, "")),
    outcome: element.dataset.outcome || null,
    card: document.querySelector(".koc-card")?.dataset.outcome ?? null,
    kept: facts(localStorage.getItem("keep-or-cancel.answers")),
    ticked: document.querySelector("#koc-keep").checked,
  };
}"""


def says(
    facts: dict[str, str], amounts: dict[str, str], outcome: str | None, *, kept: bool
) -> dict[str, Any]:
    """What all parts say where the answers and amounts are these."""
    return {
        "form": facts | amounts,
        "address": facts,
        "switch": facts,
        "outcome": outcome,
        "card": outcome,
        "kept": facts | amounts if kept else {},
        "ticked": kept,
    }


def expect(tab: Tab, said: dict[str, Any]) -> None:
    """Wait until the self-check's page is there and all its parts say this."""
    tab.ready()
    last: list[dict[str, Any]] = []

    def now() -> bool:
        last[:] = [tab.run(SAYS)]
        return last == [said]

    with suppress(AssertionError):
        eventually(now, "all say the same")
    assert last == [said]


def away(tab: Tab, script: str, page: str) -> None:
    """Run what leads to another page, whose path ends so, and wait until that is there."""
    tab.run(f"() => {{ setTimeout(() => {{ {script} }}) }}")
    tab.until(
        "(page) => location.pathname.endsWith(page) && document.readyState === 'complete'", page
    )


def reload(tab: Tab) -> None:
    tab.run("() => { window.before = true; setTimeout(() => location.reload()); }")
    tab.until("() => !window.before && document.readyState === 'complete'")


def forget(tab: Tab, server: Server) -> None:
    """Empty the store of the site, on a file of it that has no script to fill it again."""
    tab.visit(f"{server.url}robots.txt")
    tab.run("() => { localStorage.clear(); sessionStorage.clear(); }")


def start(tab: Tab, server: Server) -> None:
    """Open the self-check with nothing kept, and give the answers and an amount."""
    forget(tab, server)
    tab.visit(server.url + CHECK_PAGES["zh"]).ready().answer(FACTS)
    tab.run(
        """() => {
          const field = document.querySelector("#koc-penalty");
          field.value = "300";
          field.dispatchEvent(new Event("input", { bubbles: true }));
        }"""
    )


def test_form_outcome_address_and_store_say_the_same_after_every_return(
    tab: Tab, server: Server
) -> None:
    start(tab, server)
    path = CHECK_PAGES["zh"]
    expect(tab, says(FACTS, {"penalty": "300"}, SETTLED_AS, kept=False))
    away(tab, "location.href = '../glossary/'", "glossary/")
    away(tab, "history.back()", path)
    tab.ready()
    # Where the page was put aside the amount is there; where it is loaded anew it is nowhere.
    amounts = {"penalty": "300"} if tab.run(SAYS)["form"].get("penalty") else {}
    expect(tab, says(FACTS, amounts, SETTLED_AS, kept=False))
    reload(tab)
    expect(tab, says(FACTS, {}, SETTLED_AS, kept=False))
    start(tab, server)
    tab.run("() => document.querySelector('#koc-keep').click()")
    both = says(FACTS, {"penalty": "300"}, SETTLED_AS, kept=True)
    expect(tab, both)
    reload(tab)
    expect(tab, both)
    away(tab, "location.href = '../glossary/'", "glossary/")
    away(tab, "history.back()", path)
    expect(tab, both)
    away(tab, "history.forward()", "glossary/")
    # Meanwhile another tab has the device forget them.
    tab.run("() => localStorage.removeItem('keep-or-cancel.answers')")
    away(tab, "history.back()", path)
    tab.ready()
    amounts = {"penalty": "300"} if tab.run(SAYS)["form"].get("penalty") else {}
    expect(tab, says(FACTS, amounts, SETTLED_AS, kept=False))
    tab.answer({"need": "ongoing"})
    expect(tab, says(FACTS | {"need": "ongoing"}, amounts, SETTLED_AS, kept=False))


def test_answers_deleted_in_one_language_are_not_brought_back_in_the_other(
    tab: Tab, server: Server
) -> None:
    start(tab, server)
    tab.run("() => document.querySelector('#koc-keep').click()")
    zh, en = CHECK_PAGES["zh"], CHECK_PAGES["en"]
    away(tab, "location.href = document.querySelector('[data-lang-switch]').href", en)
    expect(tab, says(FACTS, {"penalty": "300"}, SETTLED_AS, kept=True))
    tab.run("() => document.querySelector('.koc-last [data-key=clear]').click()")
    nothing = says({}, {}, None, kept=False)
    expect(tab, nothing)
    # A person is slower than the call to the pages put aside; what is called later comes later.
    tab.run(
        """() => {
          const [mouth, ear] = [0, 1].map(() => new BroadcastChannel("later"));
          ear.onmessage = () => { mouth.close(); ear.close(); window.called = true; };
          mouth.postMessage(null);
        }"""
    )
    tab.until("() => window.called === true")
    steps = tab.run("() => history.state.koc.count") + 1
    away(tab, f"history.go({-steps})", f"/{zh}")
    expect(tab, nothing)
    reload(tab)
    expect(tab, nothing)
    # Further back in the same page, too; and answers given from now on are there again.
    tab.run("() => history.back()")
    expect(tab, nothing)
    tab.answer({"status": "police_stop"})
    reload(tab)
    expect(tab, says({"status": "police_stop"}, {}, SETTLED_AS, kept=False))


def test_a_jump_back_over_pages_brings_no_deleted_answers(tab: Tab, server: Server) -> None:
    start(tab, server)
    # Not by the length of the history: browsers keep no more than 50 entries.
    count = "() => history.state.koc.count"
    before = tab.run(count)
    tab.run("() => document.querySelector('.koc-last [data-key=clear]').click()")
    expect(tab, says({}, {}, None, kept=False))
    steps = tab.run(count) - before + 1
    away(tab, "location.href = '../glossary/'", "glossary/")
    away(tab, f"history.go({-steps})", CHECK_PAGES["zh"])
    expect(tab, says({}, {}, None, kept=False))
    reload(tab)
    expect(tab, says({}, {}, None, kept=False))


# --- in a frame that its host's page brings back --------------------------------------------------

# The page around the frame is of the site, so that every engine lets it look inside.
HOST = """<!doctype html><meta charset="utf-8"><title>Host</title><script src="{script}"></script>
<p>{body}</p>"""
BODIES = {
    "frame": '<iframe src="/widget/embed.zh.html" width="600" height="700"></iframe>',
    "element": '<keep-or-cancel-embed lang="zh"><a href="/check/">…</a></keep-or-cancel-embed>',
}
# As a person answers: then the frame adds nothing to the history of the page around it.
TAP = """(value) => {
  const inside = document.querySelector("iframe").contentDocument;
  const choice = inside.querySelector(`.koc-choices [data-value=${value}]`);
  choice?.click();
  return choice !== null;
}"""
INSIDE = """() => {
  const inside = document.querySelector("iframe")?.contentDocument;
  const element = inside?.querySelector("keep-or-cancel[data-state=ready]");
  if (!element) return null;
  const facts = (text) => {
    const { v, n, end, at, ...held } = Object.fromEntries(new URLSearchParams(text.slice(1)));
    return held;
  };
  const fields = [...inside.querySelectorAll(".koc-form input")];
  const given = fields.filter(({ type, checked, value }) => type === "radio" ? checked : value);
  return {
    form: Object.fromEntries(given.map(({ name, value }) => [name, value])),
    address: facts(inside.location.hash),
    link: facts(inside.querySelector("a[hreflang]").hash),
    outcome: element.dataset.outcome || null,
    card: inside.querySelector(".koc-card")?.dataset.outcome ?? null,
  };
}"""


@pytest.mark.parametrize("body", BODIES)
def test_a_frame_brought_back_by_its_host_says_one_thing(
    tab: Tab, faulty: Server, body: str
) -> None:
    facts = {"holder": "company", "status": "police_stop"}

    def says(facts: dict[str, str], amounts: dict[str, str]) -> dict[str, Any]:
        outcome = SETTLED_AS if facts else None
        held = {"form": facts | amounts, "address": facts, "link": facts}
        return held | {"outcome": outcome, "card": outcome}

    whole = says(facts, {"penalty": "300"})

    def tapped() -> None:
        for value in facts.values():
            tab.until(TAP, value)
        tab.run(
            """() => {
              const inside = document.querySelector("iframe").contentDocument;
              const field = inside.querySelector("#koc-penalty");
              field.value = "300";
              field.dispatchEvent(new Event("input", { bubbles: true }));
            }"""
        )
        assert tab.until(INSIDE) == whole

    def returned() -> None:
        """A frame goes on where it was, or with the answers of its address, or begins anew."""
        allowed = [whole, says(facts, {}), says({}, {})]
        tab.until("() => document.querySelector('iframe') !== null")
        last: list[dict[str, Any]] = []

        def now() -> bool:
            last[:] = [tab.run(INSIDE)]
            return last[0] in allowed

        with suppress(AssertionError):
            eventually(now, "all say the same")
        assert last[0] in allowed
        if last[0] == says({}, {}):
            tapped()

    page = HOST.format(script="/widget/embed.js", body=BODIES[body])
    faulty.faults.replaced["host.html"] = page.encode()
    tab.visit(f"{faulty.url}host.html")
    tapped()
    away(tab, "location.href = '/glossary/'", "glossary/")
    away(tab, "history.back()", "host.html")
    returned()
    reload(tab)
    returned()
    tab.run(
        """() => {
          const embedded = document.querySelector("keep-or-cancel-embed, iframe");
          const place = embedded.parentElement;
          embedded.remove();
          place.append(embedded);
        }"""
    )
    returned()
    away(tab, "location.href = '/glossary/'", "glossary/")
    away(tab, "history.back()", "host.html")
    returned()


# --- too much at once -------------------------------------------------------------------------

# WebKit takes 100 changes of the address in ten seconds, the others 200.
MANY = 250
CLICKS = 10


def test_however_quickly_answers_change_outcome_and_address_are_right_in_the_end(
    tab: Tab, faulty: Server
) -> None:
    # Python would be asked about each.
    faulty.faults.hanging.add(".wasm")
    tab.visit(faulty.url + CHECK_PAGES["zh"]).ready().answer({"need": "none"})
    tab.run("() => { location.hash = '#koc-all'; }")
    tab.until("() => document.querySelector('keep-or-cancel').dataset.step === 'all'")
    outcomes = tab.run(
        """([many, clicks]) => {
          const shown = [];
          // Counted as the answers' own changes are, without the drawing that goes with those.
          for (let n = 0; n < many; n++) {
            try { history.replaceState(history.state, ""); } catch { break; }
          }
          for (let n = 0; n < clicks; n++) {
            const value = n % 2 ? "police_stop" : "normal";
            document.querySelector(`label[for=koc-status-${value}]`).click();
            shown.push(document.querySelector(".koc-card")?.dataset.outcome);
          }
          return [...new Set(shown)];
        }""",
        [MANY, CLICKS],
    )
    assert outcomes == [None, SETTLED_AS]
    expect(tab, says(FACTS, {}, SETTLED_AS, kept=False))


# --- the call sheet and the lists ---------------------------------------------------------------

SHEET = """() => {
  const back = document.querySelector("[data-back] a");
  return {
    carrier: document.querySelector("[name='hotline.carrier']").value,
    holder: document.querySelector("[data-question][name=holder]").value,
    back: new URLSearchParams(back.hash.slice(1)).get("holder"),
    address: new URLSearchParams(location.hash.slice(1)).get("holder"),
    ask: new URLSearchParams(location.hash.slice(1)).get("ask"),
    keep: document.querySelector("[data-hotline] [data-keep]").checked,
    kept: localStorage.getItem("keep-or-cancel.call") !== null,
  };
}"""
WRITE = """(name, text) => {
  const field = document.querySelector(`[name="${name}"]`);
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}"""


def test_the_call_sheet_says_the_same_after_every_return(tab: Tab, server: Server) -> None:
    def sheet(**said: object) -> None:
        tab.until("() => document.querySelector('[data-back]')?.hidden === false")
        with suppress(AssertionError):
            eventually(lambda: tab.run(SHEET) == said, "the sheet says so")
        assert tab.run(SHEET) == said

    forget(tab, server)
    tab.visit(f"{server.url}hotline/#v={VERSION}&need=none&ask=contract,linked")
    tab.until("() => document.querySelector('[data-back]')?.hidden === false")
    tab.run(WRITE, "hotline.carrier", "联通")
    tab.run(WRITE, "holder", "company")
    tab.run("() => document.querySelector('[data-hotline] [data-keep]').click()")
    answers = {"holder": "company", "back": "company", "address": "company"}
    kept = {"carrier": "联通", **answers, "ask": "contract,linked", "keep": True, "kept": True}
    # A link to a place on the page leaves all that in the address.
    tab.run("() => { location.hash = '#hotline-after'; }")
    tab.until("() => location.hash !== '#hotline-after'")
    sheet(**kept)
    away(tab, "location.href = '../glossary/'", "glossary/")
    away(tab, "history.back()", "hotline/")
    sheet(**kept)
    reload(tab)
    sheet(**kept)
    away(tab, "location.href = '../glossary/'", "glossary/")
    # Meanwhile another tab has deleted what was kept.
    tab.run("() => localStorage.removeItem('keep-or-cancel.call')")
    away(tab, "history.back()", "hotline/")
    tab.until("() => !document.querySelector('[data-hotline] [data-keep]').checked")
    tab.run(WRITE, "hotline.carrier", "电信")
    sheet(**kept | {"carrier": "电信", "keep": False, "kept": False})


def test_ticks_and_their_number_say_the_same_after_every_return(tab: Tab, server: Server) -> None:
    def listed(number: str, ticked: int) -> None:
        tab.until(
            """(number, ticked) => {
              const list = document.querySelector("[data-checklist]");
              const boxes = [...list.querySelectorAll("[data-item] .check__box")];
              return list.querySelector("[data-number]").value === number &&
                boxes.filter((box) => box.checked).length === ticked;
            }""",
            number,
            ticked,
        )

    forget(tab, server)
    tab.visit(f"{server.url}checklists/keep_use/")
    tab.run(
        """() => {
          const field = document.querySelector("[data-number]");
          field.value = "尾号 0001";
          field.dispatchEvent(new Event("change"));
          document.querySelector("[data-item] .check__box").click();
        }"""
    )
    listed("尾号 0001", 1)
    away(tab, "location.href = '../../glossary/'", "glossary/")
    away(tab, "history.back()", "keep_use/")
    listed("尾号 0001", 1)
    reload(tab)
    listed("尾号 0001", 1)
    away(tab, "location.href = '../../glossary/'", "glossary/")
    tab.run("() => localStorage.removeItem('keep-or-cancel.ticks')")
    away(tab, "history.back()", "keep_use/")
    listed("", 0)
    # WebKit resets fields some time after that.
    tab.run("() => document.querySelector('[data-clear]').disabled")
    listed("", 0)
    assert tab.run("() => localStorage.getItem('keep-or-cancel.ticks')") is None
