"""The words for every closed list, in one place: a page asks ``value | label``."""

from collections.abc import Iterable
from enum import StrEnum
from functools import cache

from flask_babel import lazy_gettext as _l
from wtforms.fields.choices import SelectChoice as SelectChoice  # type: ignore[attr-defined]  # newer than its stubs

from ...adapters.removals import Removal
from ...core.actor import ActorKind
from ...core.permissions import Role
from ...domain.accountability.enums import ProcessorKind, Risk
from ...domain.applications.enums import ApplicationState, RejectionReason, SourceKind
from ...domain.audience.enums import PageKind
from ...domain.audit.enums import AlertKind
from ...domain.contact.enums import MessageState
from ...domain.disclosures.enums import DisclosureState, Ground
from ...domain.documents.enums import DocumentKind, PreparationState, ScanState
from ...domain.firm.enums import ImageKind
from ...domain.jobs.enums import Contract, JobState, PayPeriod, QuestionKind, RemotePolicy, StageKind
from ...domain.mail.enums import MailKind, MailState
from ...domain.people.enums import CodePurpose, ConsentChannel, ConsentPurpose, ObjectionPurpose, RestrictionReason
from ...domain.privacy.enums import Delay, Leaver, SweepOutcome
from ...domain.rights.enums import RequestChannel, RequestKind, RequestState
from .languages import current_language

_WORDS: tuple[tuple[StrEnum, object], ...] = (
    (Contract.PERMANENT, _l("Permanent")),
    (Contract.FIXED_TERM, _l("Fixed-term")),
    (Contract.INTERNSHIP, _l("Internship")),
    (Contract.APPRENTICESHIP, _l("Apprenticeship")),
    (Contract.FREELANCE, _l("Freelance")),
    (RemotePolicy.ON_SITE, _l("On site")),
    (RemotePolicy.HYBRID, _l("Partly remote")),
    (RemotePolicy.REMOTE, _l("Remote")),
    (PayPeriod.YEAR, _l("a year")),
    (PayPeriod.MONTH, _l("a month")),
    (PayPeriod.DAY, _l("a day")),
    (JobState.DRAFT, _l("Draft")),
    (JobState.PUBLISHED, _l("Published")),
    (JobState.PAUSED, _l("Paused")),
    (JobState.CLOSED, _l("Closed")),
    (StageKind.NEW, _l("New")),
    (StageKind.SCREENING, _l("Screening")),
    (StageKind.INTERVIEW, _l("Interview")),
    (StageKind.ASSESSMENT, _l("Assessment")),
    (StageKind.OFFER, _l("Offer")),
    (StageKind.HIRED, _l("Hiring")),
    (QuestionKind.SHORT_TEXT, _l("Short text")),
    (QuestionKind.LONG_TEXT, _l("Long text")),
    (QuestionKind.CHOICE, _l("Choice")),
    (QuestionKind.YES_NO, _l("Yes or no")),
    (QuestionKind.NUMBER, _l("Number")),
    (QuestionKind.DATE, _l("Date")),
    (QuestionKind.LINK, _l("Link")),
    (ApplicationState.ACTIVE, _l("under way")),
    (ApplicationState.HIRED, _l("hired")),
    (ApplicationState.REJECTED, _l("not taken further")),
    (ApplicationState.WITHDRAWN, _l("withdrawn")),
    (RejectionReason.EXPERIENCE, _l("Experience too far from the position")),
    (RejectionReason.SKILLS, _l("Skills too far from the position")),
    (RejectionReason.LANGUAGE, _l("Level of a working language")),
    (RejectionReason.AVAILABILITY, _l("Availability")),
    (RejectionReason.PAY, _l("Pay range")),
    (RejectionReason.POSITION_FILLED, _l("Position filled")),
    (RejectionReason.POSITION_CANCELLED, _l("Position cancelled")),
    (RejectionReason.OTHER_CANDIDATE, _l("Another candidate is closer to the position")),
    (SourceKind.NETWORK, _l("Professional network")),
    (SourceKind.REFERRAL, _l("Referral")),
    (SourceKind.AGENCY, _l("Recruitment agency")),
    (SourceKind.CV_DATABASE, _l("CV database")),
    (SourceKind.EVENT, _l("Meeting or fair")),
    (SourceKind.OTHER, _l("Another source")),
    (MessageState.OPEN, _l("to be answered")),
    (MessageState.ANSWERED, _l("answered")),
    (RequestKind.ACCESS, _l("Copy of the data")),
    (RequestKind.RECTIFICATION, _l("Correction")),
    (RequestKind.ERASURE, _l("Erasure")),
    (RequestKind.RESTRICTION, _l("Restriction")),
    (RequestKind.PORTABILITY, _l("Transfer of the data")),
    (RequestKind.OBJECTION, _l("Objection")),
    (RequestKind.OTHER, _l("Something else")),
    (RequestChannel.OWN_PAGES, _l("own pages")),
    (RequestChannel.MAIL, _l("e-mail")),
    (RequestChannel.PAPER, _l("paper")),
    (RequestState.OPEN, _l("to be answered")),
    (RequestState.WAITING, _l("waits for a proof")),
    (RequestState.ANSWER_WRITTEN, _l("answer to be posted")),
    (RequestState.REFUSAL_WRITTEN, _l("refusal to be posted")),
    (RequestState.ANSWERED, _l("answered")),
    (RequestState.REFUSED, _l("refused")),
    (RequestState.ERASED, _l("ended: the person had everything erased")),
    (RestrictionReason.ACCURACY, _l("What is written is not right, and is being checked")),
    (RestrictionReason.UNLAWFUL, _l("It should not be used, and not be erased either")),
    (RestrictionReason.CLAIMS, _l("It is needed for a claim")),
    (RestrictionReason.OBJECTION, _l("An objection is being decided on")),
    (ConsentPurpose.POOL, _l("Talent pool")),
    (ConsentPurpose.SHARING, _l("Giving data to somebody else")),
    (ConsentChannel.APPLICATION_FORM, _l("application form")),
    (ConsentChannel.STAFF, _l("the team")),
    (ConsentChannel.OWN_PAGES, _l("own pages")),
    (ConsentChannel.MAIL_LINK, _l("link of a letter")),
    (CodePurpose.SIGN_IN, _l("Opening one’s pages")),
    (CodePurpose.ERASE, _l("Erasing one’s data")),
    (CodePurpose.ADDRESS, _l("Changing one’s address")),
    (ObjectionPurpose.FEEDBACK, _l("Explanation of the decision")),
    (ObjectionPurpose.POOL_CONTACT, _l("Contact from the talent pool")),
    (DocumentKind.CV, _l("CV")),
    (DocumentKind.COVER_LETTER, _l("Cover letter")),
    (ScanState.UNSCANNED, _l("not scanned")),
    (ScanState.CLEAN, _l("scanned, nothing found")),
    (ScanState.INFECTED, _l("held by the antivirus")),
    (ScanState.FAILED, _l("the antivirus cannot judge it")),
    (PreparationState.WAITING, _l("being made ready")),
    (PreparationState.READY, _l("ready to read")),
    (PreparationState.FAILED, _l("could not be shown")),
    (Removal.JAVASCRIPT, _l("JavaScript")),
    (Removal.ACTION, _l("actions that open or start something")),
    (Removal.EMBEDDED_FILE, _l("embedded files")),
    (Removal.FORM, _l("form data")),
    (Removal.MULTIMEDIA, _l("sound and film")),
    (Removal.EXTERNAL_REFERENCE, _l("references to other files and sites")),
    (Removal.OBJECT, _l("embedded objects")),
    (Removal.MACRO, _l("macros")),
    (Removal.METADATA, _l("metadata")),
    (Removal.PICTURE, _l("pictures of a kind that may hold something else")),
    (Removal.DELETED_TEXT, _l("text that was deleted under track changes")),
    (Removal.CONTROL_CHARACTERS, _l("invisible control characters")),
    (ImageKind.LOGO, _l("Logo")),
    (ImageKind.PHOTO, _l("Photo")),
    (Role.ADMINISTRATOR, _l("Administrator")),
    (Role.RECRUITER, _l("Recruiter")),
    (Role.HIRING_MANAGER, _l("Hiring manager")),
    (Role.PRIVACY_OFFICER, _l("Privacy officer")),
    (Role.LITIGATION, _l("Litigation")),
    (MailKind.APPLICATION_RECEIVED, _l("Application received")),
    (MailKind.APPLICATION_REPEATED, _l("Application sent again")),
    (MailKind.APPLICATION_MESSAGE, _l("Message to a candidate")),
    (MailKind.APPLICATION_DECLINED, _l("Refusal of an application")),
    (MailKind.ASSESSMENT_ANNOUNCED, _l("Assessment announced")),
    (MailKind.CANDIDATE_CODE, _l("Code for a candidate")),
    (MailKind.ADDRESS_CHANGED, _l("Change of address")),
    (MailKind.CONTACT_RECEIVED, _l("Message received")),
    (MailKind.CONTACT_ANSWERED, _l("Answer to a message")),
    (MailKind.REQUEST_RECEIVED, _l("Request registered")),
    (MailKind.REQUEST_PROOF, _l("Proof asked for")),
    (MailKind.REQUEST_EXTENDED, _l("Request extended")),
    (MailKind.REQUEST_ERASED, _l("Answer to who was erased")),
    (MailKind.REQUEST_ANSWERED, _l("Answer to a request")),
    (MailKind.RESTRICTION_LIFTED, _l("End of a restriction")),
    (MailKind.POOL_RENEWAL, _l("Question about the talent pool")),
    (MailKind.SHARING_ASKED, _l("Consent to share asked")),
    (MailKind.DISCLOSURE_CORRECTED, _l("Correction told to a recipient")),
    (MailKind.DISCLOSURE_RESTRICTED, _l("Restriction told to a recipient")),
    (MailKind.DISCLOSURE_ERASED, _l("Erasure told to a recipient")),
    (MailKind.PERSON_INFORMED, _l("Where we found the person")),
    (MailKind.INFORMING_DUE, _l("Warning: a person to tell")),
    (MailKind.ACCOUNT_INVITED, _l("Invitation")),
    (MailState.QUEUED, _l("waiting")),
    (MailState.SENT, _l("sent")),
    (MailState.FAILED, _l("failed")),
    (MailState.TO_POST, _l("to be posted")),
    (ProcessorKind.HOSTING, _l("Hosting")),
    (ProcessorKind.MAIL_RELAY, _l("Mail relay")),
    (ProcessorKind.ANTIVIRUS, _l("Antivirus")),
    (ProcessorKind.STORAGE, _l("Storage of files")),
    (ProcessorKind.BACKUP, _l("Backup")),
    (ProcessorKind.OTHER, _l("Other service")),
    (Risk.NONE, _l("no risk is likely")),
    (Risk.LIKELY, _l("a risk is likely")),
    (Risk.HIGH, _l("a high risk is likely")),
    (ActorKind.VISITOR, _l("Visitor")),
    (ActorKind.CANDIDATE, _l("Candidate")),
    (ActorKind.STAFF, _l("Staff")),
    (ActorKind.OPERATOR, _l("Operator")),
    (ActorKind.SYSTEM, _l("System")),
    (Ground.CONSENT, _l("Consent of the candidate")),
    (Ground.LEGAL_DUTY, _l("Legal duty: an authority asks")),
    (Ground.PROTECTION_OF_RIGHTS, _l("Protection of rights and safety")),
    (Ground.PROCESSOR, _l("Service provider bound to confidentiality")),
    (DisclosureState.WAITING, _l("waiting for a yes")),
    (DisclosureState.READY, _l("ready to be taken")),
    (DisclosureState.SENT, _l("given")),
    (DisclosureState.DECLINED, _l("declined")),
    (AlertKind.MANY_FILES, _l("Many files opened in an hour")),
    (PageKind.HOME, _l("Start page")),
    (PageKind.JOBS, _l("List of jobs")),
    (PageKind.JOB, _l("Ad")),
    (PageKind.APPLY, _l("Form")),
    (PageKind.APPLIED, _l("Receipt")),
    (PageKind.PRIVACY, _l("Privacy")),
    (PageKind.PROMISES, _l("Promises")),
    (PageKind.COOKIES, _l("Cookies")),
    (PageKind.CONTACT, _l("Contact")),
    (PageKind.ACCESSIBILITY, _l("Accessibility")),
    (SweepOutcome.RUNNING, _l("running")),
    (SweepOutcome.FINISHED, _l("finished")),
    (SweepOutcome.STOPPED, _l("stopped: the clock could not be trusted, nothing was erased")),
    (Leaver.APPLICATION, _l("Application")),
    (Leaver.ARCHIVED_FILE, _l("Archived file")),
    (Leaver.CONTACT_MESSAGE, _l("Message of the contact page")),
    (Leaver.REQUEST, _l("Request about data")),
    (
        Delay.PASSED_OVER,
        _l("It was in use, came due after the night, or could not be erased: the next one tries again."),
    ),
    (Delay.CLOCK, _l("The night has stopped: it could not trust the clock. An administrator sees to it.")),
    (Delay.WORKER_AWAY, _l("The background worker is not running. An administrator sees to it.")),
    (Delay.UNDER_WAY, _l("The night is under way.")),
    (Delay.NOT_YET, _l("No night has run since. The next one takes it.")),
)
# Values of different lists may be the same word, and are then equal: the list is part of the key.
_LABELS = {(type(value), value): words for value, words in _WORDS}


def label(value: StrEnum) -> str:
    """The words for one value of a closed list. Raises KeyError for a value that has none."""
    return _labels(current_language())[type(value), value]


def choices(values: Iterable[StrEnum]) -> list[SelectChoice]:
    """What a select offers for a closed list."""
    said = _labels(current_language())
    return [SelectChoice(value.value, said[type(value), value]) for value in values]


@cache
def _labels(_language: str) -> dict[tuple[type[StrEnum], StrEnum], str]:
    """All of them in the language being spoken, which is that one."""
    return {key: str(words) for key, words in _LABELS.items()}
