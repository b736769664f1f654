"""The files of the repository, for the tests of its packaging."""

import json
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parent.parent
INTEGRATION = ROOT / "custom_components" / "blink_thumbnail"


def read_json(path: Path) -> Any:
    """Return what a JSON file holds."""
    return json.loads(path.read_text(encoding="utf-8"))


MANIFEST: dict[str, Any] = read_json(INTEGRATION / "manifest.json")
HOME_PAGE: str = MANIFEST["documentation"]
ENGLISH: dict[str, Any] = read_json(INTEGRATION / "translations" / "en.json")
