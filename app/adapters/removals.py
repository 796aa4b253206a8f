"""What a clean copy leaves out of a stranger's file."""

from enum import StrEnum


class Removal(StrEnum):
    """The kinds of thing that can act, lead away or tell of the file's maker."""

    JAVASCRIPT = "javascript"
    ACTION = "action"
    EMBEDDED_FILE = "embedded_file"
    FORM = "form"
    MULTIMEDIA = "multimedia"
    EXTERNAL_REFERENCE = "external_reference"
    OBJECT = "object"
    MACRO = "macro"
    METADATA = "metadata"
    PICTURE = "picture"
    DELETED_TEXT = "deleted_text"
    CONTROL_CHARACTERS = "control_characters"
