"""A document as the screen shows it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePath

from ...adapters.previews import Content, Sheet
from ...adapters.removals import Removal
from ...core.rows import AnyRow
from . import queries, rules
from .enums import PreparationState, RenditionKind
from .models import AnyDocument
from .preparation import load
from .vault import has_scanner, read_rendition


@dataclass(frozen=True)
class View:
    """What there is to show: ``held`` says why nothing is; ``pictured`` are the pages of which there is a picture.

    ``is_unnamed``: nothing but words, without those that tell whose they are; the file itself does not leave (A4.5).
    """

    document: AnyDocument
    filename: str
    held: object | None
    content: Content | None
    pictured: frozenset[int]
    is_unnamed: bool = False

    @property
    def is_waiting(self) -> bool:
        """Whether it will be ready in a moment."""
        return self.held is None and self.document.preparation is PreparationState.WAITING

    @property
    def sheets(self) -> list[Sheet]:
        """The pages of which there is a picture, in their order."""
        return [sheet for sheet in self.content.sheets if sheet.number in self.pictured] if self.content else []

    @property
    def removed(self) -> list[Removal]:
        """What the clean copy leaves out."""
        return removed_from(self.document)

    @property
    def further_pages(self) -> int:
        """How many pages are in the copy to download only."""
        return max(0, (self.document.pages or 0) - len(self.sheets)) if self.sheets else 0


def removed_from(document: AnyDocument) -> list[Removal]:
    """What the clean copy of the document leaves out."""
    return [Removal(value) for value in document.removed or []]


def view_documents(documents: Sequence[AnyDocument]) -> list[View]:
    """Of each document its text and layout, and which pages are pictured. Raises StorageUnavailable."""
    made = queries.list_shown([document.id for document in documents]) if documents else []
    return [_view(document, [one for one in made if one.document_id == document.id]) for document in documents]


def without_names(view: View, redact: Callable[[str], str], reference: str) -> View:
    """Of a document only its words, as ``redact`` leaves them: a picture of a page shows a name, and a face."""
    filename = f"{reference}{PurePath(view.filename).suffix}"
    content = view.content and Content(
        redact(view.content.text),
        "",
        view.content.pages,
        [(kind, redact(words)) for kind, words in view.content.blocks],
        [],
    )
    return replace(view, filename=filename, content=content, pictured=frozenset(), is_unnamed=True)


def _view(document: AnyDocument, made: Sequence[AnyRow]) -> View:
    held = rules.held_because(document.scan, has_scanner=has_scanner())
    if held:
        return View(document, document.filename, held, None, frozenset())
    said = next((load(read_rendition(document, one)) for one in made if one.kind is RenditionKind.CONTENT), None)
    pictured = frozenset(one.number for one in made if one.kind is RenditionKind.PAGE)
    return View(document, document.filename, held, said, pictured)
