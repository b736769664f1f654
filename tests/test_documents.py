"""Tests of the documents: what they point to is there, and what points to them."""

from itertools import chain
import json
import re
from urllib.parse import unquote

import pytest

from .repository import ENGLISH, HOME_PAGE, ROOT


def headings(text: str) -> set[str]:
    """Return the anchors that GitHub makes of a document's headings."""
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }


# What follows "facts:" in a docstring or a comment, over the ends of lines: numbers
# with "and", commas and "to" between them.
_NUMBER = r"\d+(?:\.\d+)*"
_BETWEEN = r"(?:\s*,\s*(?:and\s+)?|\s+(?:and|to)\s+)"
FACTS = re.compile(
    r"facts:\s+(?P<kind>(?:sections?\s+)?|unknown\s+numbers?\s+)"
    rf"(?P<numbers>{_NUMBER}(?:{_BETWEEN}{_NUMBER})*)",
    re.IGNORECASE,
)


def facts_cited(source: str) -> list[set[str]]:
    """Return the facts that each citation in a source points to.

    A section is its number, an unknown has "unknown " before it.
    """
    text = re.sub(r"\s*\n[ \t]*(?:#[ \t]?)?", " ", source)
    return [
        {
            f"unknown {number}" if "unknown" in citation["kind"] else number
            for number in _spelt_out(citation["numbers"])
        }
        for citation in FACTS.finditer(text)
    ]


def _spelt_out(numbers: str) -> set[str]:
    """Return the numbers of a list, and those between the ends of a range."""
    found = set(re.findall(_NUMBER, numbers))
    for first, last in re.findall(r"\b(\d+)\s+to\s+(\d+)\b(?!\.)", numbers):
        found.update(map(str, range(int(first), int(last) + 1)))
    return found


def facts_known() -> set[str]:
    """Return the sections and the unknowns of what is known of Blink's interface."""
    text = (ROOT / "docs" / "blink-api.md").read_text(encoding="utf-8")
    sections = re.findall(rf"^##+ ({_NUMBER})\.? ", text, re.MULTILINE)
    unknowns = text.partition("\n## Unknowns\n")[2].partition("\n## ")[0]
    numbers = re.findall(r"^(\d+)\. ", unknowns, re.MULTILINE)
    return {*sections, *(f"unknown {number}" for number in numbers)}


def test_facts_exist() -> None:
    """Every docstring that cites a fact about Blink's interface cites one there is."""
    known = facts_known()
    mentions = cited = 0
    for path in chain(
        (ROOT / "custom_components").rglob("*.py"),
        (ROOT / "blink_cloud").rglob("*.py"),
    ):
        source = path.read_text(encoding="utf-8")
        citations = facts_cited(source)
        assert set[str]().union(*citations) <= known, path
        mentions += len(re.findall("facts:", source, re.IGNORECASE))
        cited += len(citations)
    assert mentions == cited
    # Citations come and go with the code; that nearly all are gone is a fault here.
    assert cited >= 60


@pytest.mark.parametrize(
    ("source", "facts"),
    [
        ("It answers (facts: section 4.5).", {"4.5"}),
        ("Facts: sections 1 and 9.", {"1", "9"}),
        ("(facts: sections 1, 2.3,\n    and 13.1)", {"1", "2.3", "13.1"}),
        ("(facts: sections 1 to 4).", {"1", "2", "3", "4"}),
        ("whole (facts: 5).", {"5"}),
        ("# as they do (facts:\n    # section 8).", {"8"}),
        ("(facts: unknown\n    number 11)", {"unknown 11"}),
    ],
)
def test_facts_are_found(source: str, facts: set[str]) -> None:
    """A citation is read however it is written, and an invented fact is seen."""
    assert facts_cited(source) == [facts]
    assert facts <= facts_known()


@pytest.mark.parametrize("number", ["section 14", "section 4.9", "unknown number 99"])
def test_invented_facts_are_unknown(number: str) -> None:
    """What is cited, and is not there, fails the test above."""
    (cited,) = facts_cited(f"It answers (facts: {number}).")
    assert not cited <= facts_known()


DOCUMENTS = [
    "README.md",
    "CONTRIBUTING.md",
    *sorted(str(path.relative_to(ROOT)) for path in (ROOT / "docs").glob("*.md")),
]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_links(name: str) -> None:
    """What a document links to in the repository is there, headings too."""
    # An address in another one, as in a link that imports a blueprint, is quoted.
    text = unquote((ROOT / name).read_text(encoding="utf-8"))
    relative = r"(?:\]\(|(?:src|href|srcset)=\")(?!\w+:)([^\s)\"]+)"
    absolute = rf"{re.escape(HOME_PAGE)}/(?:blob|tree|raw)/main/([^\s)\"&]+)"
    folder = (ROOT / name).parent
    targets = [
        *((folder, target) for target in re.findall(relative, text)),
        *((ROOT, target) for target in re.findall(absolute, text)),
    ]
    assert targets
    for start, target in targets:
        path, _, anchor = target.partition("#")
        linked = start / path if path else ROOT / name
        assert linked.exists(), target
        if anchor:
            assert anchor in headings(linked.read_text(encoding="utf-8")), target


def test_links_to_the_readme() -> None:
    """What an issue's form points to in the README is there."""
    readme = headings((ROOT / "README.md").read_text(encoding="utf-8"))
    forms = [
        path.read_text(encoding="utf-8") for path in (ROOT / ".github").rglob("*.yml")
    ]
    anchors = re.findall(rf"{re.escape(HOME_PAGE)}#([\w-]+)", "\n".join(forms))
    assert anchors
    assert set(anchors) <= readme


def test_quoted_messages() -> None:
    """What the README explains of what users see is what they see."""
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    quoted = re.findall(r'^\| "(?:… )?([^"…]+)"', readme, re.MULTILINE)
    assert len(quoted) > 5
    shown = json.dumps(ENGLISH, ensure_ascii=False)
    for message in quoted:
        assert message in shown, message


def test_the_picture_of_the_architecture() -> None:
    """Every module that is named there is one of the integration's, or a test."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    modules = {path.name for path in ROOT.glob("[a-z]*/**/*.py")}
    named = set(re.findall(r"\w+\.py\b", text))
    assert named
    assert named <= modules
