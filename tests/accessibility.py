"""The check of a page against WCAG 2.2 AA by axe-core."""

from pathlib import Path

from playwright.sync_api import Page

AXE = Path(__file__).resolve().parent / "vendor" / "axe.min.js"
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# What passes is not carried over: of a long page it takes most of the time.
VIOLATIONS = """async tags => {
  const runOnly = {type: 'tag', values: tags};
  return (await axe.run(document, {runOnly, resultTypes: ['violations']})).violations;
}"""


def assert_accessible(page: Page) -> None:
    """Fail with rule, place and advice for each violation on the page as it stands.

    The script is evaluated, not added as an element, which the content security policy would refuse.
    """
    if not page.evaluate("typeof window.axe === 'object'"):
        page.evaluate(AXE.read_text(encoding="utf-8"))
    found = page.evaluate(VIOLATIONS, TAGS)
    violations = [
        f"{rule['id']}: {rule['help']} at {', '.join(str(node['target']) for node in rule['nodes'])}"
        for rule in found
    ]
    assert not violations, f"{page.url}:\n" + "\n".join(violations)
