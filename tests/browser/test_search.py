"""People search in their own words: the page that helps is among the first three hits."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from guide import Guide
from guide.edition import LANGUAGES, Edition, Lang, page_url
from guide.prose.pages import read_all
from tests.support.chromium import PATIENCE
from tests.support.server import Server
from tests.support.site import TREES

# One process keeps its search open.
pytestmark = pytest.mark.xdist_group("search")

Wanted = Mapping[str, set[str]]
# What people type, and a page that has to be among the first three.
SOUGHT = {
    "zh": {
        "带什么材料": "checklists/documents_company/",
        "材料": "checklists/documents_company/",
        "身份证": "checklists/documents_person/",
        "解绑": "checklists/bindings_company/",
        "换绑": "checklists/bindings_personal/",
        "封号": "situations/arrears-stopped/",
        "被停": "situations/arrears-stopped/",
        "欠费": "situations/arrears-stopped/",
        "外地": "outcomes/cancel_now/",
        "异地": "situations/own-card/",
        "离职": "situations/leaver/",
        "员工走了": "situations/leaver/",
        "违约金": "situations/in-contract/",
        "过户": "situations/other-name/",
        "没办过的号": "situations/other-holder/",
        "携号转网": "when-to-keep/",
        "停机保号": "outcomes/suspend/",
        "停机保": "outcomes/suspend/",
        "报停": "outcomes/suspend/",
        "公章": "checklists/documents_company/",
        "营业执照": "checklists/documents_company/",
        "代理商": "situations/reseller-gone/",
        "跑路": "situations/reseller-gone/",
        "公司注销": "situations/company-closing/",
        "破产": "situations/company-closing/",
        "400": "situations/special-numbers/",
        "170": "situations/resale-numbers/",
        "打电话": "hotline/",
        "10086": "hotline/",
        "Excel": "situations/spare-pool/",
        "打印": "downloads/",
        "备用": "situations/spare-pool/",
        "我要消号": "checklists/cancel_before/",
        "怎么消号": "how/",
        "法人": "glossary/",
        "批量": "list/",
        "表格": "list/",
        "导入": "list/",
        "号码清单": "list/",
        "CSV": "list/",
    },
    "en": {
        "documents": "checklists/documents_company/",
        "papers": "checklists/documents_company/",
        "passport": "checklists/documents_person/",
        "unlink": "checklists/bindings_company/",
        "wechat": "checklists/bindings_personal/",
        "quit": "situations/leaver/",
        "resign": "situations/leaver/",
        "terminate": "checklists/cancel_before/",
        "chop": "situations/foreign-manager/",
        "company seal": "checklists/documents_company/",
        "excel": "situations/spare-pool/",
        "porting": "when-to-keep/",
        "port": "when-to-keep/",
        "transfer": "situations/other-name/",
        "arrears": "situations/arrears-stopped/",
        "unpaid": "situations/arrears-stopped/",
        "blocked": "situations/arrears-stopped/",
        "penalty": "situations/in-contract/",
        "contract": "situations/in-contract/",
        "suspend": "outcomes/suspend/",
        "pause": "outcomes/suspend/",
        "hotline": "hotline/",
        "call": "hotline/",
        "bankrupt": "situations/company-closing/",
        "closing": "situations/company-closing/",
        "reseller": "situations/reseller-gone/",
        "MVNO": "situations/resale-numbers/",
        "400 number": "situations/special-numbers/",
        "spare": "situations/spare-pool/",
        "foreign manager": "situations/foreign-manager/",
        "cancel": "checklists/cancel_before/",
        "print": "downloads/",
        "legal representative": "glossary/",
        "bulk": "list/",
        "spreadsheet": "list/",
        "csv": "list/",
        "many numbers": "list/",
    },
}
# How else people put it, kind by kind: what they write, parted by |, under the page it leads to.
KINDS = {
    "zh": {
        "digits and letters beside Han": {
            "situations/special-numbers/": (
                "400号码|400电话|400热线|95号码|95号段|1010号|1010号段|95短号|400号码怎么退|"
                "95号码要不要年报|退400|物联网卡"
            ),
            "situations/resale-numbers/": "171号段|170号段|注销171|165开头的号",
            "glossary/": "SIM卡|sim卡",
            "checklists/bindings_company/": "APP解绑|app换绑",
            "hotline/": "12345热线|10086客服|10086怎么打",
            "downloads/": "PDF下载",
            "checklists/": "excel表格",
        },
        "full width": {
            "situations/special-numbers/": "４００号码|４００",
            "glossary/": "ＳＩＭ卡",
            "situations/resale-numbers/": "１７１号段",
            "downloads/": "ＰＤＦ",
            "situations/spare-pool/": "Ｅｘｃｅｌ",
            "hotline/": "１００８６",
        },
        "traditional characters": {
            "checklists/cancel_before/": "註銷|銷號|怎麼銷號",
            "outcomes/suspend/": "停機保號",
            "": "電銷卡",
            "situations/other-name/": "過戶",
            "outcomes/fix_holder/": "實名",
            "when-to-keep/": "攜號轉網",
            "situations/leaver/": "離職",
            "situations/in-contract/": "違約金",
            "checklists/documents_company/": "營業執照",
            "checklists/keep_backup/": "備用號",
            "situations/reseller-gone/": "代理商跑路",
            "how/": "怎麼消號",
            "checklists/bindings_company/": "換綁",
            "situations/arrears-stopped/": "欠費",
            "glossary/": "法定代表人變更",
            "situations/resale-numbers/": "虛擬運營商",
            "situations/special-numbers/": "４００號碼",
        },
        "pasted": {
            "outcomes/suspend/": (
                ' 停机保号 |停 机 保 号|停机 保号|「停机保号」|“停机保号”|"停机保号"|'
                "《停机保号》|停机保号？|停机保号。|- 停机保号|-停机保号|+停机保号|停机保号*|"
                "问：停机保号|停机保号:|消号/停机保号|停机保号、过户|1. 停机保号|~停机保号|"
                "^停机保号|停机保号~|（停机保号）|【停机保号】|停机保号\u200b|停机\u3000保号|"
                "停机\u00a0保号|停机保号一个月要多少钱"
            ),
            "": "公司的电销卡不用了，要不要消号？|电销卡要不要消号",
            "checklists/documents_company/": "公司名下的电话卡不用了，怎么注销？需要带什么材料？",
            "situations/leaver/": "员工离职了，用他名字办的电话卡怎么办？",
            "situations/in-contract/": "合约还没到期，提前消号要付违约金吗？",
            "situations/other-holder/": "卡在别人名下，可以过户到公司吗",
            "situations/arrears-stopped/": "欠费停机的号码还能消号吗|消号以后欠费会不会影响征信",
            "stuck/": "营业厅不给办消号怎么办",
            "situations/reseller-gone/": "代理商失联了，卡还能消吗|代理商跑了电话卡怎么处理",
            "situations/company-closing/": "公司注销后名下的号码怎么办",
            "checklists/bindings_personal/": "号码绑定了微信和支付宝，消号前怎么解绑",
        },
        "dictated": {
            "how/": (
                "怎么消号|怎么注销手机号|电话卡怎么注销|手机卡怎么注销|手机卡不用了怎么注销|"
                "我想把电话卡注销掉|消号要多久"
            ),
            "checklists/cancel_before/": "怎么销号|如何消号",
            "check/": "电话卡不用了怎么办",
            "situations/special-numbers/": "四百号码|四百电话|九五号码|一零一零|物联网卡怎么退",
            "situations/resale-numbers/": "一七零号段|一七一|幺七零",
            "hotline/": "一零零八六|打客服怎么说|打电话问什么",
            "situations/leaver/": "离职员工的号码",
            "situations/company-closing/": "老板不干了|公司倒闭了|公司黄了",
            "situations/arrears-stopped/": "忘了交费被停机了|号被停了|号码被封了怎么办",
            "situations/reseller-gone/": "卡商跑路了",
            "situations/other-holder/": "别人的身份证办的卡|用员工身份证办的",
            "checklists/documents_company/": "要带哪些材料",
            "checklists/cancel_day/": "带哪些东西去营业厅",
            "outcomes/cancel_now/": "网上能注销吗|外地卡怎么注销|异地能办吗",
            "": "要不要钱",
            "outcomes/suspend/": "保号多少钱",
            "varies/": "还能不能恢复",
            "checklists/cancel_after/": "消错了",
            "checklists/bindings_personal/": "微信怎么换绑",
            "glossary/": "我的号被标记了",
            "situations/foreign-manager/": "老外办卡",
        },
        "other words for it": {
            "checklists/bindings_company/": "帐号|帳號換綁",
            "glossary/": "登陆|销户|二次放号",
            "checklists/cancel_before/": "消户|删号|销卡|退卡",
            "outcomes/suspend/": "停卡",
            "stuck/": "补卡",
            "laws/": "工信部投诉",
            "about/": "隐私",
            "outcomes/fix_holder/": "实名制",
            "varies/": "人脸",
        },
        "the other language": {
            "outcomes/suspend/": "suspend|Suspend and keep the number",
            "checklists/cancel_before/": "cancel",
            "glossary/": "SIM|glossary|call forwarding",
            "situations/own-card/": "sim card",
            "situations/other-name/": "transfer",
            "when-to-keep/": "porting",
            "hotline/": "hotline",
            "situations/in-contract/": "penalty",
            "checklists/documents_person/": "passport",
            "situations/foreign-manager/": "foreign manager|English",
            "checklists/documents_company/": "company seal",
            "situations/resale-numbers/": "MVNO",
            "check/": "check",
            "": "telesales card",
            "checklists/bindings_personal/": "wechat",
        },
    },
    "en": {
        "forms and spellings": {
            "situations/special-numbers/": (
                "400 numbers|400number|400-number|1010 number|95 numbers"
            ),
            "situations/resale-numbers/": "171 prefix",
            "situations/own-card/": "SIM-card|sim card|simcard",
            "glossary/": (
                "SIM cards|cancelled|cancellation|cancelling|deregistration|de-registration|"
                "pre-cancellation|precancellation|pre cancellation|call-forwarding|"
                "call forwarding|one-ID|one id lookup|re-issue|reissue"
            ),
            "hotline/": "phone number|phone numbers|cell phone number|hotlines",
            "checklists/documents_person/": "passports",
            "checklists/documents_company/": (
                "documents|document|companies|license|licence|business licence|seal"
            ),
            "situations/in-contract/": "contracts|penalties",
            "situations/reseller-gone/": "resellers",
            "situations/leaver/": "employees|employee|resigned|staff leaving",
            "outcomes/suspend/": "suspension|suspended|suspending|suspensions",
            "checklists/cancel_after/": "canceled",
            "checklists/cancel_before/": "canceling|cancelation|cancels",
            "situations/other-name/": "transferring|transfers",
            "situations/company-closing/": "deregister|deregistered",
            "when-to-keep/": "port-out|ported",
            "situations/spare-pool/": "spares",
            "checklists/bindings_company/": "bindings|unbind|unbinding",
            "outcomes/fix_holder/": "real name|real-name",
            "checklists/bindings_personal/": "WeChat account|AliPay",
        },
        "pasted": {
            "outcomes/suspend/": (
                '"suspend"|“suspend”|‘suspend’|suspend?|-suspend|+suspend|suspend*|'
                "(suspend)|suspend:|Q: suspend|suspend/cancel|suspend & keep|SUSPEND|"
                "ｓｕｓｐｅｎｄ|suspend\u00a0number|suspend~|suspend^|suspend^2|"
                "how much does it cost to suspend a number"
            ),
            "situations/own-card/": "ＳＩＭ card",
            "checklists/documents_company/": (
                '"company seal"|How do I cancel a company number, and which papers do I need?'
            ),
            "": (
                "What do I do with a telesales card we no longer need?|should we cancel or suspend"
            ),
            "situations/other-holder/": (
                "The employee has left and the card is in his name|I don't know who the holder is"
            ),
            "situations/in-contract/": "Do we have to pay a penalty if the contract is not over?",
            "situations/other-name/": "can i transfer the number to the company",
            "checklists/cancel_day/": "the shop refuses to cancel the number",
            "situations/reseller-gone/": "our reseller has disappeared",
            "situations/company-closing/": "what happens to the numbers when the company closes",
        },
        "the other language": {
            "outcomes/suspend/": "停机保号|停機保號",
            "checklists/cancel_before/": "消号",
            "situations/other-name/": "过户",
            "": "電銷卡|电销卡",
            "glossary/": "公章|注销|虚商|法定代表人|委托书|呼叫转移|挂失|销户",
            "when-to-keep/": "携号转网",
            "checklists/documents_company/": "营业执照|单位名下号码的材料",
            "how/": "怎么消号",
            "situations/special-numbers/": "400号码",
            "outcomes/fix_holder/": "实名",
            "situations/in-contract/": "违约金",
            "checklists/documents_person/": "身份证",
            "checklists/bindings_personal/": "微信|支付宝",
            "hotline/": "客服",
            "situations/arrears-stopped/": "欠费",
        },
    },
}
# Nothing on any page.
NONSENSE = ("龘靐齉", "xyzzyplugh")

# Puts words into the field as pasting does, one after the other; resolves with the addresses of the
# hits of each. The theme writes its count anew for each answer.
SEEK = """async (queries) => {
  const field = document.querySelector("input[name=query]");
  const count = document.querySelector(".md-search-result__meta");
  const found = [];
  for (const query of queries) {
    await new Promise((resolve) => {
      new MutationObserver((_, watching) => {
        watching.disconnect();
        resolve();
      }).observe(count, { childList: true });
      field.value = query;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
    });
    const hits = [...document.querySelectorAll(".md-search-result__item a:first-child")];
    found.push(hits.map((hit) => new URL(hit.href).pathname.slice(1)));
  }
  return found;
}"""

# Whether the hits are drawn, too.
DRAWN = """(drawn) => {
  document.querySelector(".md-search__output").style.display = drawn ? "" : "none";
}"""

Opens = Callable[[str], Page]


def opened(page: Page, server: Server, lang: str) -> Page:
    """Open the search on a page that is no hit of interest, and wait for its index."""
    page.goto(f"{server.url}{TREES[lang]}about/")
    page.locator("label.md-header__button[for=__search]").click()
    page.locator("input[name=query]").fill("合约" if lang == "zh" else "contract")
    expect(page.locator(".md-search-result__item").first).to_be_attached()
    return page


@pytest.fixture(scope="module")
def searching(browser: Browser, server: Server) -> Iterator[Opens]:
    """A function that gives the open search of a language, one for all tests of this file."""
    context = browser.new_context(viewport={"width": 390, "height": 844})
    context.set_default_timeout(PATIENCE)
    pages: dict[str, Page] = {}

    def page(lang: str) -> Page:
        if lang not in pages:
            pages[lang] = opened(context.new_page(), server, lang)
        return pages[lang]

    yield page
    context.close()


def missed(tab: Callable[..., Any], lang: str, wanted: Wanted) -> dict[str, list[str]]:
    """Seek all of `wanted`, words to pages; return what led to none, with its first three."""
    # To draw and place the hits would take as long again.
    tab(DRAWN, False)
    found = tab(SEEK, list(wanted))
    tab(DRAWN, True)
    firsts = {
        words: list(dict.fromkeys(hits))[:3] for words, hits in zip(wanted, found, strict=True)
    }
    return {
        words: first
        for words, first in firsts.items()
        if not {f"{TREES[lang]}{page}" for page in wanted[words]} & set(first)
    }


def put(kinds: Mapping[str, Mapping[str, str]]) -> Wanted:
    """Return each text of some kinds with the page it must lead to."""
    return {
        text: {page}
        for pages in kinds.values()
        for page, texts in pages.items()
        for text in texts.split("|")
    }


def called(guide: Guide, lang: Lang) -> Wanted:
    """Return what the guide itself calls its pages and terms, questions and outcomes."""
    pages = read_all(lang)
    edition = Edition(guide, lang, pages)
    wanted: dict[str, set[str]] = {}
    for code in LANGUAGES:
        for name, written in read_all(code).items():
            wanted.setdefault(written.title, set()).add(page_url(name))
        for term in guide.glossary.terms:
            for word in (getattr(term.term, code), *getattr(term.also, code)):
                # A page that bears the term in its title says more of it than its entry.
                titles = {page_url(n) for n, p in pages.items() if word.lower() in p.title.lower()}
                wanted.setdefault(word, set()).update({"glossary/"} | titles)
    listed: Mapping[str, Sequence[Any]] = {
        "question": guide.questions.questions,
        "outcome": guide.outcomes.outcomes,
        "checklist": guide.checklists.checklists,
        "law": guide.laws.laws,
    }
    for kind, entries in listed.items():
        for entry in entries:
            page = page_url(edition.address(kind, entry.id).page)
            wanted.setdefault(getattr(entry.title, lang), set()).add(page)
    return wanted


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_words_of_people_find_the_page_that_helps(
    searching: Opens, lang: Lang, guide: Guide
) -> None:
    page = searching(lang)
    spoken = {words: {helps} for words, helps in SOUGHT[lang].items()}
    assert missed(page.evaluate, lang, spoken) == {}
    assert missed(page.evaluate, lang, put(KINDS[lang])) == {}
    assert missed(page.evaluate, lang, called(guide, lang)) == {}


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_hit_is_its_title_and_two_lines(searching: Opens, lang: str) -> None:
    page = searching(lang)
    page.evaluate(SEEK, ["材料" if lang == "zh" else "papers"])
    lines = page.evaluate(
        """() => [...document.querySelectorAll(".search-hit")].filter((p) => p.offsetHeight)
          .map((p) => Math.round(p.offsetHeight / parseFloat(getComputedStyle(p).lineHeight)))"""
    )
    assert len(lines) > 3
    assert max(lines) == 2
    assert page.locator(".md-search-result .md-tags").count() == 0
    # The word that was sought is in sight.
    hidden = page.evaluate(
        """() => [...document.querySelectorAll(".search-hit")].filter((p) => p.offsetHeight)
          .filter((p) => { const mark = p.querySelector("mark"); return mark &&
            mark.getBoundingClientRect().bottom > p.getBoundingClientRect().bottom + 1; })
          .map((p) => p.textContent)"""
    )
    assert hidden == []


def test_a_single_character_is_no_part_of_a_word(searching: Opens) -> None:
    page = searching("zh")
    page.evaluate(SEEK, ["报停"])
    marks = page.locator(".md-search-result mark").all_text_contents()
    assert set(marks) <= {"报停"}, marks
    # Nothing on any page: no hit for one of its characters either.
    field = page.locator("input[name=query]")
    field.fill("龘消")
    expect(page.locator(".md-search-result__item")).to_have_count(0)


# Notes what the theme asks its worker, and that this is ready: type 1. Type 2 is a query.
LISTEN = """{
  window.told = [];
  const Native = Worker;
  window.Worker = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", ({ data }) => told.push([data.type, null]));
    }
    postMessage(message, ...rest) {
      if (message?.type === 2) told.push([2, message.data]);
      super.postMessage(message, ...rest);
    }
  };
}"""


def test_half_a_word_of_an_input_method_is_not_looked_for(
    server: Server, new_page: Callable[..., Page]
) -> None:
    page = new_page(width=390, height=844)
    page.add_init_script(LISTEN)
    page.goto(f"{server.url}about/")
    page.locator("label.md-header__button[for=__search]").click()
    client = page.context.new_cdp_session(page)
    key = {"key": "i", "code": "KeyI", "windowsVirtualKeyCode": 73}
    half = {"text": "ting'ji", "selectionStart": 7, "selectionEnd": 7}
    client.send("Input.imeSetComposition", half)
    # Its index comes in the middle of the word, and keys go on.
    page.wait_for_function("told.some(([type]) => type === 1)")
    client.send("Input.dispatchKeyEvent", {"type": "keyDown", **key})
    client.send("Input.dispatchKeyEvent", {"type": "keyUp", **key})
    client.send("Input.insertText", {"text": "停机保号"})
    expect(page.locator(".md-search-result__item").first).to_be_attached()
    queries = page.evaluate("told.flatMap(([type, text]) => (type === 2 && text ? [text] : []))")
    assert [query.partition("〇")[0] for query in queries] == ["停机保号"]
    first = page.locator(".md-search-result__item a").first
    expect(first).to_have_attribute("href", re.compile("/suspend/"))


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_where_nothing_is_found_it_says_where_to_look(
    searching: Opens, server: Server, lang: Lang
) -> None:
    page = searching(lang)
    line = page.locator(".search-otherwise")
    page.evaluate(SEEK, ["400"])
    assert line.count() == 0
    for nonsense in NONSENSE:
        assert page.evaluate(SEEK, [nonsense]) == [[]]
        links = line.evaluate("line => [...line.querySelectorAll('a')].map((a) => a.href)")
        assert links == [
            f"{server.url}{TREES[lang]}{there}"
            for there in ("how/", "situations/", "stuck/", "glossary/")
        ]
    assert all(page.request.get(link).ok for link in links)
    expect(line).to_be_visible()
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320
    page.set_viewport_size({"width": 390, "height": 844})
    page.evaluate(SEEK, ["消号"])
    assert line.count() == 0
    # Nor is anything said of an empty field.
    page.evaluate(SEEK, [""])
    assert line.count() == 0


def test_what_completes_a_word_goes_with_the_word(searching: Opens) -> None:
    page = searching("en")
    page.evaluate(SEEK, ["contrac"])
    expect(page.locator(".md-search__suggest")).to_have_text(re.compile("^contrac"))
    page.evaluate(SEEK, ["hotlin"])
    expect(page.locator(".md-search__suggest")).to_have_text(re.compile("^hotlin"))


def test_without_it_the_theme_searches_by_itself(
    faulty: Server, new_page: Callable[..., Page]
) -> None:
    faulty.faults.missing.add("search-words.js")
    page = opened(new_page(width=390, height=844), faulty, "zh")
    assert page.evaluate(SEEK, ["停机保号"])[0]
