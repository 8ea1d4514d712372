"""URLs of models in a text, and every way to read the id in each.

An id may hold spaces, and a page may quote them, encode them, or write them as they are. Where an
id ends is then clear only from what stands around it: quotes, a command's options, a line of its
own that is no sentence. It is read whole, and what it would be if it ended before a word is kept
as another reading.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from urllib.parse import unquote, urlsplit

from clientwright.sources.submit_address import MODEL, SubmitAddress
from clientwright.specs.model_ids import invalid_id_reason

_URL_START = (
    r"(?P<call>--url[\s=]+|curl\s+(?:(?:-X|--request)\s+[A-Z]+\s+)?)?"
    r"(?P<mark>[\"'`])?(?P<url>https?://(?P<host>[^\s\"'`\\/?#]*)"
)
_PATH = re.compile(r"[^\s\"'`\\?#]*")
RUNCOMFY = SubmitAddress()
_PLACEHOLDER = re.compile(r"(?:[^/\s]{1,64}/){0,5}(?:[<{\[$:]|%7[Bb]|%3[Cc])")
_CLEAR_END = re.compile(
    r"\\|\t| {2}| ?\||[?#](?=\S)| *(?:&&|\|\||;) | --?[A-Za-z]| HTTP/\d|[\"'`](?!\w)|\s*\Z"
)
_LIKELY_END = re.compile(r"[.,:!?;]+(?=\s|\Z)|[。、，：；！？）」』<>)\]]")
_WORD_END = re.compile(r" +|[<>)\]]|(?<=[\x00-\u024f])(?=[^\x00-\u024f])")
_FULL_STOPS = ".,:;!?/ "
_MAX_TEXT, _MAX_BEFORE, _MAX_WORDS = 640, 80, 40
_QUOTED = {mark: re.compile(rf"([^{mark}\n]{{0,{_MAX_TEXT}}}){mark}") for mark in "\"'`"}
_ALONE = re.compile(r"[\s>*#|-]*(?:[A-Z]{3,7}\s+)?|.*[:：|]\s*")
_COMMAND = re.compile(r"[\s$>%]*|.*`(?:\$ )?")
_LOOSE_WORD = re.compile(r" (?=[^A-Z0-9 /])[^0-9 /]*(?=[ /]|\Z)")
_GOES_ON = re.compile(r"\n[ \t]*[a-z]")
_SENTENCE = re.compile(r"(?:\S+[ \t]+){3}.*[a-z,][ \t]*")


@dataclass(frozen=True)
class ModelUrl:
    """A URL in a text, from `offset` to `end`; `is_call` if it is that of a curl command.

    `text` is what may be the id, still encoded, or None if the URL is not that of a model. `is_sure`
    if what follows shows where it ends. `is_submit` if it is that of a submit whose body names the model.
    """

    offset: int
    end: int
    host: str
    is_call: bool
    text: str | None = None
    is_sure: bool = False
    is_submit: bool = False

    @cached_property
    def whole(self) -> str:
        """The id if it is all of the text."""
        return unquote(self.text or "").rstrip("/")

    @cached_property
    def readings(self) -> tuple[str, ...]:
        """The id as it is if it is all of the text, or ends before one of its words; the longest first."""
        text = self.text or ""
        ends = [match.start() for match in _WORD_END.finditer(text)][:_MAX_WORDS]
        shorter = [unquote(text[:end].rstrip(_FULL_STOPS)) for end in reversed(ends)]
        valid = [one for one in shorter if invalid_id_reason(one) is None]
        return tuple(dict.fromkeys([self.whole, *valid]))

    @cached_property
    def likely_readings(self) -> tuple[str, ...]:
        """The valid readings, first those in which no word looks like one of a sentence."""
        valid = [one for one in self.readings if invalid_id_reason(one) is None]
        return tuple(sorted(valid or self.readings, key=lambda id: (_count_loose(id), -len(id))))

    def may_end_after(self, reading: str) -> bool:
        """Return whether what follows a reading looks like the rest of a sentence, not of the id."""
        rest = self.whole[len(reading) :]
        return rest[:1] != " " or bool(_LOOSE_WORD.match(rest))


def has_loose_word(id: str) -> bool:
    """Return whether an id has a word after a space that looks like one of a sentence: in small letters, or a dash."""
    return bool(_LOOSE_WORD.search(id))


def _count_loose(id: str) -> int:
    return len(_LOOSE_WORD.findall(id))


def find_urls(
    text: str, submit: SubmitAddress = RUNCOMFY, hosts: Sequence[str] = ()
) -> Iterator[ModelUrl]:
    """Yield the URLs of curl commands, and of models anywhere, in order.

    Where any path of a host may be a model's, or the base URL's own path is left out, only a call to one
    of the service's `hosts` is a model's.
    """
    known, any_path = {host.lower() for host in hosts}, submit.before_model[0] == "/"
    for match in _url_pattern(submit.before_model).finditer(text):
        url, host, is_call = match.start("url"), _host(match), match["call"] is not None
        is_ours = is_call and host in known
        found = is_ours or bool(match["model"] and not any_path)
        id, is_sure = _model(text, match, submit) if found else ("", False)
        if id:
            end = match.end() + len(id)
            yield ModelUrl(url, end, host, is_call, id, is_sure)
        elif is_call:
            at = match.start("rest")
            path = _PATH.match(text, at)
            posts = is_ours and bool(submit.model_at and path and submit.is_submit(path[0]))
            yield ModelUrl(url, match.end(), host, is_call, is_submit=posts)


@cache
def _url_pattern(before: tuple[str, str]) -> re.Pattern[str]:
    based, bare = before
    return re.compile(rf"{_URL_START}(?P<rest>(?P<model>{based})|(?P<bare>{bare})|))")


def _model(text: str, match: re.Match[str], submit: SubmitAddress) -> tuple[str, bool]:
    """Return what may be the id after the path before it, "" if there is none, and whether it surely ends there."""
    before, at = match["rest"], match.end()
    if not before or _PLACEHOLDER.match(text, at):
        return "", False
    id, is_sure = _read_id(text, at, match)
    after = submit.path.partition(MODEL)[2]
    is_model = id.endswith(after) and not submit.is_of_job(before + id)
    return (id.removesuffix(after), is_sure) if is_model else ("", False)


def _host(match: re.Match[str]) -> str:
    try:
        return urlsplit(match["url"]).netloc.lower() or match["host"]
    except ValueError:
        return match["host"]


def _read_id(text: str, at: int, url: re.Match[str]) -> tuple[str, bool]:
    """Return what may be the id, and whether it surely ends there."""
    quoted = _QUOTED[url["mark"]].match(text, at) if url["mark"] else None
    if quoted:
        return re.split(r"[?#]", quoted[1], maxsplit=1)[0].rstrip(" \\"), True
    line = text[at : at + _MAX_TEXT].partition("\n")[0]
    clear = _CLEAR_END.search(line)
    end = clear.start() if clear else len(line)
    likely = None if url["call"] else _LIKELY_END.search(line, 0, end)
    if likely and not re.search(r"[\s(\[]", line[: likely.start()]):
        return line[: likely.start()], False
    if encoded := re.match(r"\S*%20\S*", line[:end]):
        return encoded[0].rstrip(_FULL_STOPS), True
    whole, found = line[:end].rstrip(), line[:end].rstrip(_FULL_STOPS)
    is_whole = whole == found or bool(url["call"] and whole.rstrip("/") == found)
    return found, is_whole and _is_apart(text, url, at, end=at + end)


def _is_apart(text: str, url: re.Match[str], at: int, *, end: int) -> bool:
    """Return whether a URL and what follows it until `end` are a command, or alone in a line, a cell or after a label."""
    before = text[max(0, url.start() - _MAX_BEFORE) : url.start()].rpartition("\n")[2]
    call = url["call"] or ""
    is_command = call.startswith("--url") or bool(call and _COMMAND.fullmatch(before))
    if is_command and text[end : end + 2].strip()[:1] not in ("", ";"):
        return True
    if not is_command and not _ALONE.fullmatch(before):
        return False
    if has_loose_word(text[at:end]):
        return False
    earlier = text[max(0, url.start() - _MAX_TEXT) : url.start()].split("\n")[-2:-1]
    is_wrapped = not before.strip() and any(map(_SENTENCE.fullmatch, earlier))
    return not (" " in text[at:end] and (is_wrapped or _GOES_ON.match(text, end)))
