"""The page of the number list in Chromium: from a file dropped to rows on the screen.

Times are the page's own, from the moment a file is dropped to what stands there two frames later;
Python runs by then, and has read a short list, so that only the library of a workbook is still to
come. Tasks are those of the main thread. CPU time, which a busy machine changes less, and memory
are those of the process of the page.
"""

from __future__ import annotations

import base64
import os
import statistics
from pathlib import Path

from playwright.sync_api import Browser, Page, sync_playwright

from tests.bench.lists import as_csv, as_xlsx
from tests.bench.table import table
from tests.support.chromium import CHROMIUM, CHROMIUM_ARGS
from tests.support.server import serve

ROOT = Path(__file__).parent.parent.parent
SITE = ROOT / os.environ.get("KOC_SITE", "site")
RUNS = int(os.environ.get("KOC_BENCH_RUNS", "5"))
TIMEOUT = 120_000
# What is dropped, and the time in ms that issue 13 names for it.
LISTS = {
    "10,000 × 11, CSV": ("list.csv", as_csv(10_000, 11), 1200),
    "5,000 × 10, XLSX": ("list.xlsx", as_xlsx(5_000, 10), 1500),
}
SHORT = "号码\n13800000101\n"
# Drops a list, goes on past words that are not clear; says when its piles and its rows are on the
# screen, and how long the longest task was.
WATCH = """
window.tasks = [];
new PerformanceObserver((list) => {
  for (const { startTime, duration } of list.getEntries()) tasks.push({ startTime, duration });
}).observe({ type: "longtask" });
window.whole = () =>
  Number(document.querySelector('[data-row="total"]')?.cells[1].textContent.replaceAll(",", ""));
window.bring = async (name, content, count) => {
  const bytes = Uint8Array.from(atob(content), (letter) => letter.charCodeAt(0));
  const given = new DataTransfer();
  given.items.add(new File([bytes], name));
  const frame = () => new Promise(requestAnimationFrame);
  await new Promise((done) => setTimeout(done, 500));
  tasks.length = 0;
  const start = performance.now();
  document.dispatchEvent(new DragEvent("drop", { dataTransfer: given, cancelable: true }));
  while (whole() !== count || document.querySelector(".list-piles").hidden) {
    await frame();
    document.querySelector('[data-key="on"]')?.click();
  }
  const judged = performance.now();
  while (document.querySelectorAll("tr[data-index]").length < Math.min(count, 100)) await frame();
  await frame();
  const shown = performance.now();
  await new Promise((done) => setTimeout(done, 500));
  const longest = Math.max(0, ...tasks.filter((t) => t.startTime >= start).map((t) => t.duration));
  return { judged: judged - start, rows: shown - judged, longest };
};
"""


def process(browser: Browser) -> tuple[float, float]:
    """Return MB and CPU time in ms of the largest process that shows a page."""
    told = browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")["processInfo"]
    sizes = []
    for one in told:
        if one["type"] == "renderer":
            status = Path(f"/proc/{one['id']}/status").read_text()
            (size,) = (line.split()[1] for line in status.splitlines() if line.startswith("VmRSS"))
            sizes.append((int(size) / 1000, one["cpuTime"] * 1000))
    return max(sizes)


def opened(browser: Browser, url: str) -> Page:
    """Return a page that has read a short list."""
    page = browser.new_page()
    page.set_default_timeout(TIMEOUT)
    page.add_init_script(WATCH)
    page.goto(url)
    page.fill("#list-paste", SHORT)
    page.click('[data-key="read"]')
    page.wait_for_function("() => window.whole() === 1")
    page.click('[data-key="other"]')
    return page


def main() -> None:
    """Print the table."""
    rows = []
    for server in serve(SITE):
        with sync_playwright() as playwright:
            for title, (name, content, goal) in LISTS.items():
                told = []
                for _ in range(RUNS):
                    browser = playwright.chromium.launch(
                        executable_path=CHROMIUM, args=CHROMIUM_ARGS
                    )
                    page = opened(browser, f"{server.url}list/")
                    before = process(browser)
                    count = int(title.partition(" ")[0].replace(",", ""))
                    given = [name, base64.b64encode(content).decode(), count]
                    figures = page.evaluate("(given) => bring(...given)", given)
                    after = process(browser)
                    figures |= {"before": before[0], "after": after[0], "cpu": after[1] - before[1]}
                    told.append(figures)
                    browser.close()

                def median(key: str, told: list[dict[str, float]] = told) -> float:
                    return statistics.median(one[key] for one in told)

                rows.append(
                    (
                        title,
                        f"{median('judged'):.0f}",
                        f"{median('judged') / goal:.2f}×",
                        f"{median('cpu'):.0f}",
                        f"{median('rows'):.0f}",
                        f"{median('rows') / 300:.2f}×",
                        f"{max(one['longest'] for one in told):.0f}",
                        f"{median('before'):.0f}",
                        f"{median('after'):.0f}",
                    )
                )
    table(
        f"Number list in Chromium, medians of {RUNS}",
        (
            "list",
            "dropped to judged, ms",
            "of the goal",
            "CPU time to the end, ms",
            "judged to rows on screen, ms",
            "of 300 ms",
            "longest task of all runs, ms",
            "MB before",
            "MB after",
        ),
        rows,
    )
