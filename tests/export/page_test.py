#!/usr/bin/python3
"""Pages of a release in a real browser: nothing complained about, nothing fetched, every chart drawn, readable on a phone and on
paper, in both languages. Usage: page_test.py [--pictures DIRECTORY] PAGE.html..."""

import argparse
import base64
import os
import subprocess
import sys
import tempfile

from browser import Browser

# What is left of A4 between the margins: 182 mm at 96 pixels an inch.
PAPER = 688

faults = []


def expect(holds, page, what):
    if not holds:
        faults.append(f"{page}: {what}")


CHARTS = """[...document.querySelectorAll('svg')].map(svg => {
  const box = svg.getBoundingClientRect();
  const shapes = [...svg.querySelectorAll('rect, line')].filter(shape => {
    const own = shape.getBoundingClientRect();
    return own.width + own.height > 0;
  });
  const outside = [...svg.querySelectorAll('rect, text')].filter(shape => {
    const own = shape.getBoundingClientRect();
    return own.left < box.left - 1 || own.right > box.right + 1;
  });
  return {width: box.width, height: box.height, shapes: shapes.length, outside: outside.map(o => o.textContent),
          key: svg.classList.contains('key'),
          told: svg.classList.contains('key') ||
                (svg.querySelector('title')?.textContent !== '' && svg.querySelector('desc') !== null)};
})"""

# Bars of one row of a chart of shares end where the next begins, and the last one at the edge.
SHARES = """[...document.querySelectorAll('figure[id^=marks] svg')].flatMap(svg => {
  const rows = new Map();
  for (const bar of svg.querySelectorAll('rect')) {
    const y = bar.getAttribute('y');
    rows.set(y, (rows.get(y) || 0) + Math.round(100 * Number(bar.getAttribute('width'))));
  }
  return [...rows.values()].filter(sum => Math.abs(sum - 36000) > 5);
})"""

TABLES = """[...document.querySelectorAll('table')].map(table => ({
  caption: table.caption?.textContent || '',
  heads: [...table.tHead.rows[0].cells].every(cell => cell.tagName === 'TH' && cell.scope === 'col'),
  columns: table.tHead.rows[0].cells.length,
  rows: [...table.tBodies[0].rows].every(row => row.querySelectorAll('th[scope=row]').length === 1),
  even: [...table.tBodies[0].rows].every(row => row.cells.length === table.tHead.rows[0].cells.length),
}))"""

HEADINGS = "[...document.querySelectorAll('h1, h2, h3')].map(heading => Number(heading.tagName[1]))"

OVERFLOW = "document.documentElement.scrollWidth - document.documentElement.clientWidth"

# Visible elements with text whose colour is too near to the white or tinted ground behind them.
CONTRAST = """(() => {
  const parts = text => text.match(/[\\d.]+/g).map(Number);
  const light = text => {
    const [r, g, b] = parts(text).map(x => x / 255).map(x => x <= .04045 ? x / 12.92 : ((x + .055) / 1.055) ** 2.4);
    return .2126 * r + .7152 * g + .0722 * b;
  };
  const ground = element => {
    for (; element; element = element.parentElement) {
      const colour = getComputedStyle(element).backgroundColor;
      if (!colour.endsWith(', 0)')) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  const found = new Set();
  for (const element of document.querySelectorAll('body *')) {
    const own = [...element.childNodes].some(node => node.nodeType === 3 && node.textContent.trim());
    // What stands on a bar is held by the unit test of the colours.
    if (!own || element.classList.contains('share') || !element.getClientRects().length) continue;
    const style = getComputedStyle(element);
    const colour = element.closest('text') ? getComputedStyle(element.closest('text')).fill : style.color;
    const pair = [light(colour), light(ground(element))].sort((a, b) => b - a);
    if ((pair[0] + .05) / (pair[1] + .05) < 4.5) found.add(element.tagName + ' ' + element.className + ' ' + colour);
  }
  return [...found];
})()"""


def look(browser, path, width):
    """One page at one width."""
    page = f"{os.path.basename(path)} at {width}"
    browser.open(path, width)
    expect(browser.evaluate(OVERFLOW) <= 0, page, f"is wider than the window by {browser.evaluate(OVERFLOW)}")
    charts = browser.evaluate(CHARTS)
    expect(any(not chart["key"] for chart in charts), page, "has no chart")
    for chart in charts:
        expect(chart["width"] > 0 and chart["height"] > 0 and chart["shapes"] > 0, page, f"a chart is not drawn: {chart}")
        expect(chart["told"], page, f"a chart has no title or description: {chart}")
        expect(not chart["outside"], page, f"a chart is cut: {chart}")
    expect(not browser.evaluate(SHARES), page, f"shares do not fill their bar: {browser.evaluate(SHARES)}")
    expect(not browser.evaluate(CONTRAST), page, f"too little contrast: {browser.evaluate(CONTRAST)}")


def look_once(browser, path):
    """What does not depend on the width; the page is open."""
    page = os.path.basename(path)
    for table in browser.evaluate(TABLES):
        expect(table["caption"] and table["heads"] and table["rows"] and table["even"], page, f"a table is not in order: {table}")
    headings = browser.evaluate(HEADINGS)
    expect(headings[0] == 1 and headings.count(1) == 1, page, "does not begin with its one h1")
    expect(all(b <= a + 1 for a, b in zip(headings, headings[1:])), page, f"leaves a heading level out: {headings}")
    expect(browser.evaluate("document.scripts.length") == 0, page, "has a script")
    expect(browser.evaluate("document.querySelectorAll('[style], [src], link, iframe, object').length") == 0, page,
           "refers to something, or has a style beside its sheet")
    expect(browser.evaluate("document.documentElement.lang") != "", page, "does not name its language")


def switch(browser, path):
    """The switch between the languages, on a page that has one."""
    page = os.path.basename(path)
    visible = """(language => [...document.querySelectorAll('main [lang=' + language + ']')]
        .filter(element => element.getClientRects().length > 0).length)"""
    expect(browser.evaluate(visible + "('zh')") > 0 and browser.evaluate(visible + "('en')") == 0, page,
           "does not begin in Chinese alone")
    browser.evaluate("document.querySelector('label[for=choose-en]').click()")
    expect(browser.evaluate(visible + "('en')") > 0 and browser.evaluate(visible + "('zh')") == 0, page,
           "does not switch to English alone")
    expect(browser.evaluate(OVERFLOW) <= 0, page, "is too wide in English")


def print_page(browser, path, pictures):
    """On paper: A4 pages that hold the text, none of it beside the paper."""
    page = os.path.basename(path)
    browser.call("Emulation.setEmulatedMedia", media="print")
    browser.call("Emulation.setDeviceMetricsOverride", width=PAPER, height=1000, deviceScaleFactor=1, mobile=False)
    expect(browser.evaluate(OVERFLOW) <= 0, page, f"is wider than the paper by {browser.evaluate(OVERFLOW)}")
    expect(browser.evaluate("[...document.querySelectorAll('thead')].every(head => "
                            "getComputedStyle(head).display === 'table-header-group')"), page, "does not repeat heads")
    browser.call("Emulation.setEmulatedMedia", media="")
    browser.call("Emulation.setDeviceMetricsOverride", width=1280, height=900, deviceScaleFactor=1, mobile=False)
    data = base64.b64decode(browser.call("Page.printToPDF", preferCSSPageSize=True, printBackground=False)["data"])
    with tempfile.TemporaryDirectory() as directory:
        pdf = os.path.join(pictures or directory, page + ".pdf")
        with open(pdf, "wb") as out:
            out.write(data)
        facts = subprocess.run(["pdfinfo", pdf], check=True, capture_output=True, text=True).stdout
        text = subprocess.run(["pdftotext", "-layout", pdf, "-"], check=True, capture_output=True, text=True).stdout
    pages = int(next(line for line in facts.splitlines() if line.startswith("Pages:")).split()[1])
    expect(pages >= 1, page, "prints no page")
    expect("A4" in facts, page, f"is not printed on A4: {facts}")
    expect(len(text.split("\f")) - 1 == pages and all(part.strip() for part in text.split("\f")[:-1]), page,
           "prints an empty page")
    title = browser.evaluate("document.querySelector('h1').textContent").split()[0]
    expect(title in text, page, "prints no title")
    expect(f"1/{pages}" in text.replace(" ", ""), page, "prints no page numbers")


def picture(browser, directory, name):
    if not directory:
        return
    size = browser.call("Page.getLayoutMetrics")["cssContentSize"]
    data = browser.call("Page.captureScreenshot", captureBeyondViewport=True,
                        clip={"x": 0, "y": 0, "width": size["width"], "height": size["height"], "scale": 1})["data"]
    with open(os.path.join(directory, name + ".png"), "wb") as out:
        out.write(base64.b64decode(data))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", help="keep what the browser shows and prints in this directory")
    parser.add_argument("pages", nargs="+")
    options = parser.parse_args()
    with Browser() as browser:
        for path in options.pages:
            name = os.path.basename(path).removesuffix(".html")
            for width in (320, 360, 768, 1280):
                look(browser, path, width)
                picture(browser, options.pictures, f"{name}-{width}")
            look_once(browser, path)
            print_page(browser, path, options.pictures)
            if browser.evaluate("document.querySelector('#choose-en') !== null"):
                switch(browser, path)
                picture(browser, options.pictures, f"{name}-switched")
        expect(not browser.complaints, "the console", str(browser.complaints))
        outside = [url for url in browser.requests if not url.startswith("file://") or url.removeprefix("file://") not in
                   [os.path.abspath(path) for path in options.pages]]
        expect(not outside, "the network", str(outside))
    for fault in faults:
        print(fault, file=sys.stderr)
    print(f"{len(options.pages)} pages, {len(faults)} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
