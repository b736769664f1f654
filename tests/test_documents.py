"""Tests of the documents: what they point to is there."""

import re
from urllib.parse import unquote

import pytest

from .repository import HOME_PAGE, ROOT


def headings(text: str) -> set[str]:
    """Return the anchors that GitHub makes of a document's headings."""
    return {
        re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-")
        for heading in re.findall(r"^#+ (.+)$", text, re.MULTILINE)
    }


@pytest.mark.parametrize("name", ["README.md", "CONTRIBUTING.md"])
def test_links(name: str) -> None:
    """What a document links to in the repository is there, headings too."""
    # An address in another one, as in a link that imports a blueprint, is quoted.
    text = unquote((ROOT / name).read_text(encoding="utf-8"))
    relative = r"(?:\]\(|(?:src|href|srcset)=\")(?!\w+:|#)([^\s)\"#]+)"
    absolute = rf"{re.escape(HOME_PAGE)}/(?:blob|tree|raw)/main/([^\s)\"#&]+)"
    targets = re.findall(relative, text) + re.findall(absolute, text)
    assert targets
    for target in targets:
        assert (ROOT / target).exists(), target
    assert set(re.findall(r"\]\(#([^)]+)\)", text)) <= headings(text)


def test_links_to_the_readme() -> None:
    """What an issue's form points to in the README is there."""
    readme = headings((ROOT / "README.md").read_text(encoding="utf-8"))
    forms = [
        path.read_text(encoding="utf-8") for path in (ROOT / ".github").rglob("*.yml")
    ]
    anchors = re.findall(rf"{re.escape(HOME_PAGE)}#([\w-]+)", "\n".join(forms))
    assert anchors
    assert set(anchors) <= readme


def test_the_picture_of_the_architecture() -> None:
    """Every module that is named there is one of the integration's, or a test."""
    text = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    modules = {path.name for path in ROOT.glob("[a-z]*/**/*.py")}
    named = set(re.findall(r"\w+\.py\b", text))
    assert named
    assert named <= modules
