"""Writes headertrace/organisations/suffixes.py and platforms.py from the list that publicsuffixlist ships.

Run it after an update of publicsuffixlist: ``python tests/suffixes.py``. A test says when.
"""

from __future__ import annotations

from pathlib import Path

import publicsuffixlist

HOME = Path(__file__).parents[1] / "headertrace" / "organisations" / "suffixes.py"
_HEAD = '''"""The two-label rules of the Public Suffix List's ICANN section, by top-level domain.

Written by tests/suffixes.py from publicsuffixlist {version}; not to be edited.
``SECOND``: labels that make a public suffix together with the top-level domain ("co" in "uk").
``DEEPER``: labels with longer, wildcard or exception rules below; "*" where all labels may have.
Both are padded with spaces, so that a label is found by ``" co " in SECOND["uk"]``.
Publicsuffix.org's list is under the Mozilla Public License 2.0.
"""
'''
PLATFORMS = HOME.with_name("platforms.py")
_PLATFORMS_HEAD = '''"""The registered domains below which the Public Suffix List's private section has rules.

Written by tests/suffixes.py from publicsuffixlist {version}; not to be edited. Only for names under
one of these need the whole list be loaded. Publicsuffix.org's list is under the Mozilla Public License 2.0.
"""

'''


def platforms() -> str:
    """The domains, padded with spaces, so that one is found by ``" github.io " in PLATFORMS``."""
    known = publicsuffixlist.PublicSuffixList(only_icann=True)
    owners: set[str] = set()
    for rule in _rules("PRIVATE"):
        for text in {rule, _encoded(rule)}:
            name = text.lstrip("!*.")
            owners.add(known.privatesuffix(name) or name)
    return f" {' '.join(sorted(owners))} "


def table() -> tuple[dict[str, str], dict[str, str]]:
    """(SECOND, DEEPER) of the installed publicsuffixlist."""
    second: dict[str, set[str]] = {}
    deeper: dict[str, set[str]] = {}
    for rule in _rules():
        for text in {rule, _encoded(rule)}:
            *rest, parent, top = ["", *text.split(".")]
            if not parent:
                continue
            if parent == "*" or rest[1:] or parent.startswith("!"):
                deeper.setdefault(top, set()).add(parent.lstrip("!"))
            else:
                second.setdefault(top, set()).add(parent)
    return _joined(second), _joined(deeper)


def _rules(section_name: str = "ICANN") -> list[str]:
    text = Path(publicsuffixlist.PSLFILE).read_text("utf-8")
    start, end = (f"// ==={word} {section_name} DOMAINS===" for word in ("BEGIN", "END"))
    section = text.partition(start)[2].partition(end)[0]
    lines = [line.split(" ")[0].strip().lower() for line in section.splitlines()]
    return [line for line in lines if line and not line.startswith("//")]


def _encoded(rule: str) -> str:
    mark = "!" if rule.startswith("!") else ""
    if rule.isascii():
        return rule
    return mark + rule.lstrip("!").encode("idna").decode("ascii")


def _joined(table: dict[str, set[str]]) -> dict[str, str]:
    return {top: f" {' '.join(sorted(table[top]))} " for top in sorted(table)}


def main() -> None:
    out = [_HEAD.format(version=publicsuffixlist.__version__)]
    for name, rows in zip(("SECOND", "DEEPER"), table(), strict=True):
        out.append(f"\n{name}: dict[str, str] = {{\n")
        for top, labels in rows.items():
            row = f"    {_quoted(top)}: ({_quoted(labels)}),\n"
            out.append(row if _cells(row) <= 120 else _folded(top, labels))
        out.append("}\n")
    HOME.write_text("".join(out), "utf-8")
    body = "".join(f"    {_quoted(line)}\n" for line in _lines(platforms(), 110))
    head = _PLATFORMS_HEAD.format(version=publicsuffixlist.__version__)
    PLATFORMS.write_text(f"{head}PLATFORMS: str = (\n{body})\n", "utf-8")


def _folded(top: str, labels: str) -> str:
    body = "".join(f"        {_quoted(text)}\n" for text in _lines(labels, 98))
    return f"    {_quoted(top)}: (\n{body}    ),\n"


def _lines(words: str, cells: int) -> list[str]:
    lines, line = [], " "
    for word in words.split():
        if _cells(line + word) > cells:
            lines.append(line)
            line = ""
        line += word + " "
    return [*lines, line]


def _cells(text: str) -> int:
    return sum(1 if char.isascii() else 2 for char in text)


def _quoted(text: str) -> str:
    return '"' + text + '"'


if __name__ == "__main__":
    main()
