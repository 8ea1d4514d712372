"""Problems of a service's file: its calls, its words, its answers, its names."""

from __future__ import annotations

from clientwright.problems import Problem, Severity


class OperationClash(Problem, code="operation-clash"):
    """Two operations that one call can mean, so that no server could tell them apart."""

    first: str
    second: str
    call: str
    FOUND = "a call such as {call!q} means both {first} and {second}."
    ADVICE = "Give one of the two another method, or a path that the other one cannot have."


class HeaderTaken(Problem, code="header-taken"):
    """A header that HTTP, the client itself or the token needs; `what` the service's file puts there."""

    header: str
    what: str = "the token"
    needs: str = "every call needs it for something else"
    FOUND = "the header {header!q} cannot have {what}: {needs}."
    ADVICE = "Name the header that the provider documents{what_for}."

    @property
    def what_for(self) -> str:
        """Usual headers for what is meant."""
        return ", such as Authorization or X-Api-Key" if self.what == "the token" else ""


class ReservedName(Problem, code="reserved-name"):
    """A name or title of a service that Python or the generated package needs for something else."""

    name: str
    FOUND = "{name!q} is a name of Python's, or of every generated package."
    ADVICE = "Choose another one, such as the provider's full name."


class MissingStatusWord(Problem, code="missing-status-word"):
    """A vocabulary that has no word for a state that every job can be in."""

    meanings: tuple[str, ...]
    FOUND = "no status word here means {meanings: or }."
    ADVICE = "Add the word that the provider uses for it; every job can be in this state."


class UnclearEnd(Problem, code="end-unclear"):
    """A word for a finished job in a vocabulary that nothing else follows, so that success and failure look the same."""

    word: str
    FOUND = "{word!q} means finished, but this answer is the result, too: nothing tells whether the job succeeded."
    ADVICE = "Say succeeded or failed, or describe the call that tells it as operations.result."


class RepeatedWord(Problem, code="status-word-twice"):
    """Two words, of a vocabulary or aliases, that a client cannot tell apart: it ignores their case."""

    word: str
    other: str
    FOUND = "{word!q} and {other!q} are the same word: clients ignore the case of words."
    ADVICE = "Keep the one that the provider documents."


class UnknownWord(Problem, code="status-word-unknown"):
    """A word where one of a vocabulary is expected; `known` are those that fit here."""

    word: str
    known: tuple[str, ...]
    nearest: str
    FOUND = "{word!q} is none of the words that fit here: {known:, }."
    ADVICE = (
        "{nearest:Did you mean {nearest!q}?|Name one of them, or add the word to the vocabulary.}"
    )


class SharedMeaning(Problem, code="status-words-alike", severity=Severity.INFO):
    """Several words of one vocabulary with one meaning."""

    words: tuple[str, ...]
    means: str
    FOUND = "{words!q: and } have one meaning, {means}; the sandbox says {first!q}."
    ADVICE = "Nothing if the provider documents all of them; else move the others to `aliases`."

    @property
    def first(self) -> str:
        """The word that is listed first."""
        return self.words[0]


class MissingVariable(Problem, code="path-variable-missing"):
    """A path that cannot name the job that a call is about."""

    operation: str
    variable: str
    FOUND = "the path of {operation} has no {variable}: no call could say which job it means."
    ADVICE = (
        "Put {variable} where the provider has the id of the request, such as /requests/{variable}."
    )


class UnknownVariable(Problem, code="path-variable-unknown"):
    """A variable of a path, or of a constant, that nothing gives a value; `known` are those that have one."""

    variable: str
    known: tuple[str, ...]
    nearest: str
    FOUND = "nothing gives {variable} a value here; what has one: {known:, }."
    ADVICE = "{nearest:Did you mean {nearest}?|Use one of them, or define a part of the model id in `path_parts`.}"


class RepeatedVariable(Problem, code="path-variable-twice"):
    """A variable that is in a path more than once."""

    operation: str
    variable: str
    FOUND = "the path of {operation} has {variable} more than once."
    ADVICE = "Keep the one that the provider documents."


class UnnamedModel(Problem, code="model-unnamed"):
    """A submit that does not say which model is meant."""

    FOUND = "a submit does not say which model is meant: {{model_id}} is neither in its path nor in a constant."
    ADVICE = (
        'Put {{model_id}} in the path, or in the body: "constants": {{"/model": "{{model_id}}"}}.'
    )


class LongPart(Problem, code="path-part-too-long", severity=Severity.WARNING):
    """A part of model ids that has more segments than an id; `example` is one."""

    variable: str
    segments: int
    example: str
    FOUND = "{variable} takes {segments} segments, but {example!q} has fewer: its paths will have the whole id."
    ADVICE = "Correct `first` or `after`, if the provider means less for such an id."


class CollidingConstant(Problem, code="constant-collides"):
    """A constant of a submit's body that lies where something else goes; `what` says what."""

    at: str
    what: str
    FOUND = "the constant at {at!q} and {what} have one place in the body."
    ADVICE = "Move one of the two to the place that the provider documents."


class MissingField(Problem, code="field-missing"):
    """An operation whose answers lack what every client needs of them."""

    operation: str
    field: str
    needed: str
    FOUND = "the answer to {operation} has no {field}: {needed}."
    ADVICE = "Name its place under `fields` of the operation, as a JSON Pointer or as a header."


class MissingFact(Problem, code="fact-missing"):
    """A fact that other facts make necessary."""

    fact: str
    needed: str
    FOUND = "{fact} is missing: {needed}."
    ADVICE = "Add it as the provider documents it; docs/providers.md shows it for three providers."


class UnusedFact(Problem, code="fact-unused"):
    """A fact that has no effect beside another one."""

    fact: str
    reason: str
    FOUND = "{fact} has no effect: {reason}."
    ADVICE = "Remove it, or correct the other fact."


class HiddenAnswer(Problem, code="cancel-answer-hidden"):
    """An answer to a cancel that an earlier one always stands for; `before` is that one's number, from 1."""

    before: int
    FOUND = "this answer never counts: number {before} fits whatever fits it, and is asked first."
    ADVICE = "Put it before number {before}, or remove one of the two."


class RepeatedError(Problem, code="error-twice"):
    """Two entries about one error."""

    error: str
    FOUND = "{error} is listed twice; only one of the two can be right."
    ADVICE = "Keep the entry that the provider documents."


class UnreadCode(Problem, code="error-code-unread"):
    """Codes of errors, though no answer has a place for one."""

    error: str
    FOUND = "no answer has a place for the code {error!q}: it can never be read."
    ADVICE = "Name the place under error.code_at, or list the error by its HTTP status (`http`)."


class HeaderValue(Problem, code="header-value"):
    """A header that HTTP could not send."""

    header: str
    value: str
    FOUND = "the header {header!q} cannot be {value!q}: HTTP sends one line of ASCII characters."
    ADVICE = "Write the value as the provider documents it."


class InstalledModule(Problem, code="package-installed", severity=Severity.WARNING):
    """A package named like an installed module that clientwright did not write."""

    name: str
    distribution: str
    FOUND = "{name!q} is also the module of {distribution}: only one of the two can be imported."
    ADVICE = 'Give the package a name of its own, for example "package": "{name}wright".'


class RepeatedPackage(Problem, code="package-twice"):
    """Two services whose packages have one name; `other` is the file of the first."""

    name: str
    other: str
    FOUND = "{other} has a package named {name!q}, too: they would overwrite each other."
    ADVICE = 'Give one of the two another name with the key "package".'
