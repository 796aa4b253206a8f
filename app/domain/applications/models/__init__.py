"""Applications, what was answered, noted and done."""

from .application import Answer as Answer
from .application import Application as Application
from .count import ErasedCount as ErasedCount
from .history import Move as Move
from .hold import FormerWords as FormerWords
from .hold import Hold as Hold
from .message import Message as Message
from .note import Note as Note
from .sourcing import FormerDetails as FormerDetails
from .sourcing import Sourcing as Sourcing
from .statement import Statement as Statement
