"""Lines → fields → headers: what belongs together after folds, line ends and blank lines have come and gone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from headertrace.dictionary import entry
from headertrace.named import NamedTuple
from headertrace.patterns import lazy
from headertrace.received import parse_received
from headertrace.records.evidence import Field
from headertrace.sources.pasted.kinds import Notes
from headertrace.sources.pasted.lines import Line
from headertrace.sources.pasted.names import ONCE, RUN_IN, RUN_IN_HOP, Start, start
from headertrace.syntax.fields import HOPS, MAX_FIELDS, SWALLOWED


class Header(NamedTuple):
    """The fields of one header in a text, top first; ``hops`` counts its Received lines.

    ``undecided`` are the numbers of lines that may be read in two ways.
    """

    fields: tuple[Field, ...]
    hops: int
    first_line: int
    last_line: int
    undecided: tuple[int, ...] = ()


def headers(lines: list[Line], notes: Notes) -> list[Header]:
    """Every header in the text that has a Received line, top first."""
    lines = _parted(_without_plus(lines, notes), notes)
    found = []
    for run in _runs(lines, notes):
        for pieces in _merged(run):
            kept = _own(pieces)
            if any(piece.key in HOPS for piece in kept):
                found.append(_header(kept, notes))
    if found and found[0].first_line > lines[0].number:
        above = [line.number for line in lines if line.number < found[0].first_line and not line.blank]
        notes.add("above", *above)
    return found


# Line ends that were lost.

_LABELLED = lazy(r".[:\])>\"] {0,3}(?:X-)?Received: ?(?:from|by)\b")
# With so many names in one line nothing else can be meant.
_MANY = 3


def _parted(lines: list[Line], notes: Notes) -> list[Line]:
    """Lines that more than one field stands in, parted before each."""
    made: list[Line] = []
    for line in lines:
        pattern = None
        if line.text.count("eceived: ") + line.text.count("eceived:\t") > 1 and RUN_IN_HOP.search(line.text, 1):
            pattern = RUN_IN_HOP
        if pattern is None and _LABELLED.search(line.text) and start(line.text) is None:
            # Words stand before it: "Internet headers: Received: from ...".
            pattern = RUN_IN_HOP
        if pattern is None and _is_of_hop(line.text) and SWALLOWED.search(line.text):
            pattern = SWALLOWED
        if "eceived:" in line.text and len(RUN_IN.findall(line.text)) >= _MANY:
            pattern = RUN_IN
        parts = [part for part in pattern.split(line.text) if part] if pattern else []
        if len(parts) > 1:
            notes.add("run-in", line.number)
            made += _pieces(line, parts)
        else:
            made.append(line)
    return made


def _is_of_hop(text: str) -> bool:
    """Whether a line may be one of a Received field's, with its time."""
    begun = start(text)
    return (begun is None or begun.key in HOPS) and _DATED.search(text) is not None


def _pieces(line: Line, parts: list[str]) -> Iterator[Line]:
    """The parts of a line, each with what stood there of it."""
    whole = line.raw is not None and line.raw.startswith(line.text)
    for at, part in enumerate(parts):
        raw = part if whole else None
        if raw is not None and line.raw is not None and at == len(parts) - 1:
            raw += line.raw[len(line.text) :]
        yield Line(part.strip() if at else part.rstrip(), line.number, raw)


# Lines to fields.

_DATED = lazy(r"(?<![\w:.])[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?(?![\w:])")
# What may follow the time of a Received line when the rest of its date was wrapped.
_TAIL = lazy(r"\(|[+-][0-9]{2,4}|[0-9]{4}|[A-Z]{1,5}(?:[ ()]|$)|m=|[.:]?[0-9]|\)|(?:by|with|via|id|for) [^ ]")
# A line that ends so goes on in the next.
_WANTS_MORE = lazy(r"(?:\b(?:from|by|with|via|for|id)|[(<;,])\s*$")
_LAST_WORD = 40
_CLAUSE = lazy(r"(?:from|by|with|via|for|id)\b|[(;\[<]|envelope-|[A-Z][a-z]{2},? ")
_ZONE = lazy(r"\+[0-9]{4}(?:[^0-9]|$)")
# The line that Outlook has in place of the Date in the block above a mail that is answered or forwarded.
_SENT = lazy(
    r"(?:Sent|Gesendet|Envoyé|Enviado|Enviada|Inviato|Verzonden|Skickat|Sendt|Lähetetty|Wysłano)[ \xa0]?: ?[^ ]"
)
# Fields of a closed form: what follows it is no part of them.
_CLOSED = {"date": _DATED, "message-id": lazy(">"), "mime-version": lazy("[0-9]")}
_PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–−\udc96", "-"),
        **dict.fromkeys("—\udc97", "--"),
        **dict.fromkeys("“”„«»\udc93\udc94", '"'),
        **dict.fromkeys("‘’‚\udc91\udc92", "'"),
        "…": "...",
    }
)
# What the dictionary says of fields in which nobody writes typographic signs, and of fields of many lines.
_PLAIN = frozenset({"received", "date", "ids"})
_LONG = frozenset({"signature", "results"})
# How far up the list of names of a signature may begin.
_SIGNED_NAMES, _SIGNED_LINES = 2_000, 40


def _holds(key: str) -> str:
    """What a field of that name holds, in the dictionary's word."""
    if key in HOPS:
        return "received"
    known = entry(key)
    return known.holds if known else ""


class _Piece:
    """One field while its lines come in."""

    def __init__(self, begun: Start, line: Line, gap: bool) -> None:
        self.name = begun.name
        self.key = begun.key
        # A blank line stands above it, which may end a header.
        self.gap = gap
        self.lines = [line._replace(text=f"{begun.name}:{begun.value}")]
        self.numbers = (line.number, line.number)
        # A line is (text, whether it had lost its indent).
        self.lost: list[int] = []
        self.quoted = False
        self._closed = False
        self._see(begun.value)

    def add(self, line: Line, lost: bool) -> None:
        if lost:
            self.lost.append(len(self.lines))
        self.lines.append(line)
        self.numbers = (self.numbers[0], line.number)
        self._see(line.text)

    def _see(self, text: str) -> None:
        if not self._closed:
            form = _DATED if self.key in HOPS else _CLOSED.get(self.key)
            self._closed = form is not None and form.search(text) is not None

    def takes(self, text: str) -> bool:
        """Whether a line without indent, right below, belongs to it."""
        if not self._closed:
            return True
        return self.key in HOPS and bool(_TAIL.match(text) or _WANTS_MORE.search(self.lines[-1].text[-_LAST_WORD:]))

    def wants(self, rest: _Rest) -> bool:
        """Whether lines without indent below a blank line are its own: it is not whole, and they make it so."""
        return (self.open and rest.dated) or (_holds(self.key) in _LONG and rest.ends_in_field)

    @property
    def open(self) -> bool:
        """A Received line whose date has not come yet."""
        return self.key in HOPS and not self._closed

    def goes_on(self, begun: Start) -> bool:
        """Whether what looks like a field in the line below is its own: a word of Smail's Received lines
        ("sender:"), or a name in a signature's list of names.
        """
        if self.open and begun.name.islower() and not self.name.islower():
            return True
        if _holds(self.key) != "signature":
            return False
        last = self.lines[-1].text.rstrip()
        return last.endswith(":") and any("h=" in line.text[-_SIGNED_NAMES:] for line in self.lines[-_SIGNED_LINES:])


def _without_plus(lines: list[Line], notes: Notes) -> list[Line]:
    """The lines without the + that a mail program puts before the rest of each line that it has wrapped."""
    rest = [line for line in lines if not line.blank and line.text[0] not in " \t" and start(line.text) is None]
    marked = sum(line.text[0] == "+" and not _ZONE.match(line.text) for line in rest)
    if not marked or marked * 2 < len(rest):
        return lines
    made = []
    for line in lines:
        if line.text[:1] == "+":
            notes.add("plus", line.number)
            line = line._replace(text=line.text[1:])
        made.append(line)
    return made


def _runs(lines: list[Line], notes: Notes) -> Iterator[list[_Piece]]:
    """Fields that stand one below the other, with nothing but blank lines between."""
    double = _doubled(lines)
    reaches = _reaches(lines)
    rests = _rests(lines)
    run: list[_Piece] = []
    blanks: list[int] = []
    for at, line in enumerate(lines):
        if line.blank:
            blanks.append(line.number)
            continue
        gap = len(blanks) > (1 if double else 0)
        begun = start(line.text)
        piece = run[-1] if run else None
        if begun and not (piece and not gap and piece.goes_on(begun)):
            if run and blanks:
                notes.add("blank", *blanks)
            run.append(_Piece(begun, line, gap))
            if begun.dressed:
                notes.add("dressed", line.number)
        elif piece and (
            _belongs(piece, line, gap, reaches[at]) or (gap and len(blanks) == 1 and piece.wants(rests[at]))
        ):
            if blanks:
                notes.add("blank", *blanks)
            _add(piece, line)
        elif piece and not gap and piece.key in HOPS:
            # A remark between two lines ends no header.
            notes.add("between", line.number)
        elif run:
            yield run
            run = []
        blanks = []
    if run:
        yield run


def _belongs(piece: _Piece, line: Line, gap: bool, reaches: bool) -> bool:
    indented = line.text[0] in " \t"
    if gap:
        return (indented and reaches) or (piece.open and _CLAUSE.match(line.text.lstrip()) is not None)
    return indented or piece.takes(line.text)


def _add(piece: _Piece, line: Line) -> None:
    """A folded line put to its field."""
    if line.text[0] in " \t":
        piece.add(line, lost=False)
        return
    if piece.key == "from" and _SENT.match(line.text):
        piece.quoted = True
    piece.add(line, lost=True)


class _Rest(NamedTuple):
    """What comes from a line on to the next blank one: a time in the first few lines; a field right below them."""

    dated: bool
    ends_in_field: bool


_FEW = 4


def _rests(lines: list[Line]) -> list[_Rest]:
    """Of each line what comes from it on. Worked out from the end, so that each line is looked at once."""
    made: list[_Rest] = []
    since = _FEW
    ends = False
    for line in reversed(lines):
        if line.blank:
            since, ends = _FEW, False
        elif start(line.text) is not None:
            since, ends = _FEW, True
        else:
            since = 0 if _DATED.search(line.text) else since + 1
        made.append(_Rest(since < _FEW, ends))
    made.reverse()
    return made


def _doubled(lines: list[Line]) -> bool:
    """Whether a blank line stands below each line, from the first Received line on to the last field."""
    begun = [at for at, line in enumerate(lines) if not line.blank and start(line.text)]
    hops = [at for at in begun if lines[at].text.lower().lstrip('*`"').startswith(("received", "x-received"))]
    if not hops:
        return False
    alone = together = 0
    for at in range(hops[0], begun[-1]):
        if not lines[at].blank:
            alone += lines[at + 1].blank
            together += not lines[at + 1].blank
    return alone >= _ENOUGH_ALONE and together * 10 <= alone


_ENOUGH_ALONE = 4


def _reaches(lines: list[Line]) -> list[bool]:
    """Of each line, whether a field begins below it with nothing but indented and blank lines between."""
    made = [False] * len(lines)
    reaches = False
    for at in range(len(lines) - 1, -1, -1):
        line = lines[at]
        if not line.blank and line.text[0] not in " \t":
            reaches = start(line.text) is not None
        made[at] = reaches
    return made


# Fields to headers.


def _merged(run: list[_Piece]) -> list[list[_Piece]]:
    """The headers in a run: parts that blank lines have parted are put together where they are one."""
    parts: list[list[_Piece]] = []
    for piece in run:
        if piece.gap or not parts:
            parts.append([])
        parts[-1].append(piece)
    found: list[_Growing] = []
    for part in parts:
        if not found or not found[-1].takes(part):
            found.append(_Growing())
        found[-1].add(part)
    return [growing.pieces for growing in found]


# Two servers' clocks may differ by so much in one header.
_CLOCKS_DIFFER_S = 3 * 86_400.0


class _Growing:
    """A header while its parts come in."""

    def __init__(self) -> None:
        self.pieces: list[_Piece] = []
        self._once: set[str] = set()
        self._oldest: float | None = None
        self._quoted = False

    def takes(self, part: list[_Piece]) -> bool:
        """Whether the part goes on with it: nothing that a header has once comes again, and time runs upwards."""
        if self._quoted or self._once & _once(part):
            return False
        newest = _time(part)
        return self._oldest is None or newest is None or newest <= self._oldest + _CLOCKS_DIFFER_S

    def add(self, part: list[_Piece]) -> None:
        self.pieces += part
        self._once |= _once(part)
        self._quoted = self._quoted or any(piece.quoted for piece in part)
        oldest = _time(reversed(part))
        self._oldest = self._oldest if oldest is None else oldest


def _once(pieces: Iterable[_Piece]) -> set[str]:
    return {piece.key for piece in pieces if piece.key in ONCE}


def _time(pieces: Iterable[_Piece]) -> float | None:
    """The stamp of the first Received line among the pieces, in seconds; None without any."""
    piece = next((piece for piece in pieces if piece.key in HOPS), None)
    if piece is None:
        return None
    time = parse_received(" ".join(line.text for line in piece.lines).partition(":")[2]).time
    return time.timestamp() if time else None


def _own(pieces: list[_Piece]) -> list[_Piece]:
    """Without the block on top that a mail program puts above the mail it quotes."""
    first = next((at for at, piece in enumerate(pieces) if piece.key in HOPS), 0)
    above, below = pieces[:first], pieces[first:]
    if any(piece.quoted for piece in above) or _once(above) & _once(below):
        return below
    return pieces


def _header(pieces: list[_Piece], notes: Notes) -> Header:
    cut = _cut_width(pieces)
    fields = []
    for number, piece in enumerate(pieces[:MAX_FIELDS], 1):
        fields.append(_field(piece, number, cut, notes))
    hops = sum(field.key in HOPS for field in fields)
    return Header(tuple(fields), hops, pieces[0].numbers[0], pieces[-1].numbers[1], _undecided(pieces, cut))


def _cut_width(pieces: list[_Piece]) -> int | None:
    """The width at which lines were cut, in the middle of words, where they were; else None.

    Where few lines may be cut, what the Received lines say with either reading decides.
    """
    width = _width(pieces)
    if width is None:
        return None
    broken = [piece for piece in pieces if piece.lost and piece.key in HOPS]
    cut, folded = (sum(_sense(_source(piece, joined)) for piece in broken) for joined in (True, False))
    breaks = [(piece.lines[at - 1].text[-1:], piece.lines[at].text[:1]) for piece in pieces for at in piece.lost]
    cut += sum(before in _GOES_ON or after in _FOLLOWS for before, after in breaks)
    few = len(breaks) < _ENOUGH_CUT
    return width if cut > folded or (cut == folded and not few) else None


_ENOUGH_CUT = 3
# Between these and the next, or the last, letter nobody writes a blank.
_GOES_ON = frozenset(".-@/=:[(<_")
_FOLLOWS = frozenset(".-@/=:])>_,")


def _width(pieces: list[_Piece]) -> int | None:
    """The width that the lines have which go on in the next without an indent, if no line is longer; else None.

    Of many one may be shorter: a name that nobody knows, taken for a rest.
    """
    widths = [len(piece.lines[at - 1].text.expandtabs()) for piece in pieces for at in piece.lost]
    longest = max(len(line.text.expandtabs()) for piece in pieces for line in piece.lines)
    full = widths.count(longest)
    return longest if full and (len(widths) - full) * _MANY_FULL <= full else None


_MANY_FULL = 10


def _sense(source: str) -> int:
    """How much of a Received line is understood. Words in place of a host count as one: they may be its two halves."""
    got = parse_received(source)
    return sum(1 for fact in (got.time, got.ip, got.by or got.software, got.id) if fact) - len(got.defects)


def _undecided(pieces: list[_Piece], cut: int | None) -> tuple[int, ...]:
    """The numbers of Received lines that say something else if they were cut where they were taken for folded."""
    if cut is not None or _width(pieces) is None:
        return ()
    found = []
    for piece in pieces:
        if piece.key in HOPS and piece.lost:
            one, other = (parse_received(_source(piece, joined)) for joined in (True, False))
            if (one.by, one.from_name, one.time) != (other.by, other.from_name, other.time):
                found.append(piece.numbers[0])
    return tuple(found)


def _source(piece: _Piece, cut: bool) -> str:
    """The field as one text; lines that had lost their indent are folded again, or put together where they were cut."""
    lost = frozenset(piece.lost)
    parts: list[str] = []
    rest: list[str] = []
    for at, line in enumerate(piece.lines):
        if cut and at in lost:
            rest.append(line.text)
            continue
        if rest:
            parts[-1] += "".join(rest)
            rest = []
        parts.append("\t" + line.text if at in lost else line.text)
    if rest:
        parts[-1] += "".join(rest)
    return "".join(f"{part}\n" for part in parts if not part.isspace())


def _field(piece: _Piece, number: int, cut: int | None, notes: Notes) -> Field:
    if piece.lost:
        notes.add("fold" if cut is None else "wrap", *(piece.lines[at].number for at in piece.lost))
    source = _source(piece, cut is not None)
    if _holds(piece.key) in _PLAIN and not source.isascii():
        plain = source.translate(_PUNCTUATION)
        if plain != source:
            notes.add("punctuation", piece.numbers[0])
            source = plain
    return Field(number, piece.name, source, *piece.numbers, (), _original(piece, source))


def _original(piece: _Piece, source: str) -> str | None:
    """The lines as they stood, where they are lines of the input and were changed."""
    raws = [line.raw for line in piece.lines]
    original = "".join(raw for raw in raws if raw is not None)
    return original if None not in raws and original != source else None
