"""Every route, every role: a written answer (rule 8, B3.1). A route that is not declared here fails the build."""

import re
import uuid
from typing import Any

import pytest
from flask import Flask

from app.core.permissions import GRANTS, Permission, Role
from app.web.kit.door import Allow
from tests.page_client import PageClient

P = Permission
EVERYBODY = Allow.PUBLIC

# endpoint -> who may enter. Written by hand: this is the plan that the code is held against.
EXPECTED: dict[str, Permission | Allow] = {
    **dict.fromkeys(
        (
            "careers.show_home",
            "careers.list_jobs",
            "careers.show_job",
            "careers.show_application_form",
            "careers.apply",
            "careers.take_file",
            "careers.show_status",
            "careers.show_accessibility",
            "careers.show_style",
            "careers.show_image",
            "careers.show_cookies",
            "careers.choose_counting",
            "careers.show_security_contact",
            "careers.show_robots",
            "careers.show_sitemap",
            "careers.show_feed",
            "careers.offer_contacts",
            "careers.show_receipt",
            "careers.show_privacy",
            "careers.list_notices",
            "careers.show_notice",
            "careers.show_changes",
            "careers.show_copy_schema",
            "careers.show_promises",
            "careers.show_contact",
            "careers.send_contact",
            "careers.show_contact_receipt",
            "careers.withdraw",
            "careers.leave_pool",
            "careers.show_leaving",
            "careers.leave_by_letter",
            "portal.show_sign_in",
            "portal.ask_code",
            "portal.show_code",
            "portal.check_code",
            "portal.show_link",
            "portal.follow_link",
            "portal.show_receipt",
            "account.show_sign_in",
            "account.sign_in",
            "account.show_code",
            "account.check_code",
            "account.show_invitation",
            "account.accept_invitation",
            "probes.show_health",
            "probes.show_readiness",
        ),
        EVERYBODY,
    ),
    **dict.fromkeys(
        (
            "portal.show_home",
            "portal.show_requests",
            "portal.ask_something",
            "portal.confirm_request",
            "portal.restrict",
            "portal.lift",
            "portal.sign_out",
            "portal.join_pool",
            "portal.leave_pool",
            "portal.make_objection",
            "portal.answer_sharing",
            "portal.withdraw_sharing",
            "portal.show_application",
            "portal.correct_details",
            "portal.correct_answers",
            "portal.destroy_former",
            "portal.replace_files",
            "portal.withdraw",
            "portal.write_message",
            "portal.state_side",
            "portal.open_file",
            "portal.download_data",
            "portal.show_erasure",
            "portal.ask_erasure_code",
            "portal.erase",
            "portal.show_address",
            "portal.ask_address",
            "portal.change_address",
        ),
        Allow.CANDIDATE,
    ),
    **dict.fromkeys(
        (
            "account.show_home",
            "account.sign_out",
            "account.show_account",
            "account.change_profile",
            "account.change_password",
            "account.change_density",
            "account.show_styleguide",
            "account.show_second_factor",
            "account.begin_second_factor",
            "account.confirm_second_factor",
            "account.remove_second_factor",
        ),
        P.ACCOUNT_SELF,
    ),
    **dict.fromkeys(
        (
            "admin.list_accounts",
            "admin.invite_account",
            "admin.invite_again",
            "admin.change_role",
            "admin.disable_account",
            "admin.enable_account",
        ),
        P.ACCOUNTS_MANAGE,
    ),
    **dict.fromkeys(
        ("admin.show_settings", "admin.change_settings", "admin.add_image", "admin.remove_image"), P.SETTINGS_MANAGE
    ),
    "admin.list_alerts": P.ALERTS_MANAGE,
    "admin.acknowledge_alert": P.ALERTS_MANAGE,
    "admin.list_outbox": P.OUTBOX_READ,
    "admin.retry_mail": P.OUTBOX_READ,
    "admin.show_operation": P.OPERATION_READ,
    "recruiting.list_jobs": P.JOBS_READ,
    **dict.fromkeys(
        (
            "recruiting.show_new_job",
            "recruiting.create_job",
            "recruiting.show_job",
            "recruiting.change_job",
            "recruiting.move_job",
            "recruiting.set_team",
            "recruiting.add_stage",
            "recruiting.change_stage",
            "recruiting.shift_stage",
            "recruiting.remove_stage",
            "recruiting.add_question",
            "recruiting.remove_question",
        ),
        P.JOBS_MANAGE,
    ),
    "recruiting.show_new_person": P.SOURCINGS_ADD,
    "recruiting.add_person": P.SOURCINGS_ADD,
    "recruiting.list_untold": P.SOURCINGS_ADD,
    "recruiting.inform_person": P.SOURCINGS_INFORM,
    "privacy_desk.inform_person": P.SOURCINGS_INFORM,
    "recruiting.show_reports": P.APPLICATIONS_READ,
    "recruiting.show_audience": P.APPLICATIONS_READ,
    "recruiting.download_sources": P.APPLICATIONS_READ,
    "recruiting.show_board": P.APPLICATIONS_READ,
    "recruiting.show_more_cards": P.APPLICATIONS_READ,
    "recruiting.list_job_applications": P.APPLICATIONS_READ,
    "recruiting.show_dossier": P.APPLICATIONS_READ,
    "recruiting.open_document": P.DOCUMENTS_OPEN,
    "recruiting.read_document": P.DOCUMENTS_OPEN,
    "recruiting.show_page": P.DOCUMENTS_OPEN,
    "recruiting.list_documents": P.DOCUMENTS_OPEN,
    "recruiting.take_handover": P.HANDOVERS_TAKE,
    "recruiting.show_original": P.DOCUMENTS_ORIGINAL,
    "recruiting.open_original": P.DOCUMENTS_ORIGINAL,
    "recruiting.move_application": P.APPLICATIONS_DECIDE,
    "recruiting.decide_application": P.APPLICATIONS_DECIDE,
    "recruiting.reopen_application": P.APPLICATIONS_DECIDE,
    "recruiting.reveal_application": P.APPLICATIONS_DECIDE,
    "recruiting.write_note": P.NOTES_WRITE,
    "recruiting.write_letter": P.NOTES_WRITE,
    "recruiting.list_messages": P.MESSAGES_ANSWER,
    "recruiting.show_message": P.MESSAGES_ANSWER,
    "recruiting.answer": P.MESSAGES_ANSWER,
    "privacy_desk.list_due": P.RETENTION_READ,
    **dict.fromkeys(
        (
            "privacy_desk.list_holds",
            "privacy_desk.place_hold",
            "privacy_desk.show_hold",
            "privacy_desk.review_hold",
            "privacy_desk.end_hold",
        ),
        P.HOLDS_MANAGE,
    ),
    **dict.fromkeys(
        (
            "privacy_desk.list_requests",
            "privacy_desk.show_registration",
            "privacy_desk.register_request",
            "privacy_desk.show_request",
            "privacy_desk.answer_request",
            "privacy_desk.wait_for_proof",
            "privacy_desk.resume_request",
            "privacy_desk.extend_request",
            "privacy_desk.download_copy",
            "privacy_desk.restrict_person",
            "privacy_desk.leave_pool",
            "privacy_desk.object_to_contact",
            "privacy_desk.lift_person",
            "privacy_desk.refuse_request",
            "privacy_desk.show_person_erasure",
            "privacy_desk.erase_person",
            "privacy_desk.show_preview",
            "privacy_desk.mark_passage",
            "privacy_desk.unmark_passage",
            "privacy_desk.show_corrections",
            "privacy_desk.correct_address",
            "privacy_desk.correct_details",
            "privacy_desk.correct_answers",
            "privacy_desk.state_side",
            "privacy_desk.replace_files",
            "privacy_desk.show_letter",
            "privacy_desk.post_letter",
            "privacy_desk.write_again",
            "privacy_desk.download_written",
            "privacy_desk.list_apart",
            "privacy_desk.show_apart",
            "privacy_desk.download_apart",
            "privacy_desk.review_apart",
            "privacy_desk.lift_apart",
        ),
        P.REQUESTS_MANAGE,
    ),
    **dict.fromkeys(
        (
            "privacy_desk.show_registers",
            "privacy_desk.list_processors",
            "privacy_desk.show_new_processor",
            "privacy_desk.add_processor",
            "privacy_desk.show_processor",
            "privacy_desk.change_processor",
            "privacy_desk.end_processor",
            "privacy_desk.list_breaches",
            "privacy_desk.show_new_breach",
            "privacy_desk.open_breach",
            "privacy_desk.show_breach",
            "privacy_desk.change_breach",
            "privacy_desk.close_breach",
            "privacy_desk.show_drafts",
            "privacy_desk.show_register",
            "privacy_desk.download_csv",
            "privacy_desk.download_ods",
            "privacy_desk.show_assessment",
        ),
        P.REGISTERS_MANAGE,
    ),
    **dict.fromkeys(
        (
            "privacy_desk.show_new_disclosure",
            "privacy_desk.ask_disclosure",
            "privacy_desk.send_again",
        ),
        P.DISCLOSURES_MANAGE,
    ),
    **dict.fromkeys(
        (
            "privacy_desk.list_disclosures",
            "privacy_desk.show_disclosure",
            "privacy_desk.approve_disclosure",
            "privacy_desk.decline_disclosure",
            # The row says who takes it: what the archive keeps, litigation alone; anything else, the officer.
            "privacy_desk.download_package",
        ),
        P.DISCLOSURES_APPROVE,
    ),
    **dict.fromkeys(
        (
            "privacy_desk.show_archive",
            "privacy_desk.open_files",
            "privacy_desk.show_archived",
            "privacy_desk.download_archived_cv",
            "privacy_desk.hold_archived",
            "privacy_desk.end_archived_hold",
            "privacy_desk.show_archived_disclosure",
            "privacy_desk.ask_archived_disclosure",
        ),
        P.ARCHIVE_OPEN,
    ),
    "privacy_desk.list_events": P.AUDIT_READ,
}
# What Flask itself adds.
FRAMEWORK = {"static"}


def _guards(app: Flask) -> dict[str, Permission | Allow]:
    return {
        endpoint: getattr(view, "allow", None)  # type: ignore[misc]
        for endpoint, view in app.view_functions.items()
        if endpoint not in FRAMEWORK
    }


@pytest.mark.promise("C4.1")
def test_every_route_is_declared_and_guarded_as_declared(app: Flask) -> None:
    assert _guards(app) == EXPECTED


def _paths(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path with random ids) of every route."""
    found = []
    for rule in app.url_map.iter_rules():
        if rule.endpoint in FRAMEWORK:
            continue
        path = re.sub(r"<uuid:\w+>", lambda _match: str(uuid.uuid4()), rule.rule)
        path = re.sub(r"<int:\w+>", "1", path)
        path = re.sub(r"<\w+>", "unknown", path)
        found += [(rule.endpoint, method, path) for method in sorted(rule.methods or ()) if method != "OPTIONS"]
    return sorted(found)


@pytest.mark.promise("C4.1")
def test_visitors_are_led_to_the_sign_in_from_every_staff_route(app: Flask, client: PageClient) -> None:
    """Deny by default: no staff route answers a visitor with anything else (Horilla's and OpenCATS's holes, B5)."""
    for endpoint, method, path in _paths(app):
        if EXPECTED[endpoint] is EVERYBODY:
            continue
        response = client.open(path, method=method)
        if method in {"GET", "HEAD"}:
            way_in = "/me/sign-in" if EXPECTED[endpoint] is Allow.CANDIDATE else "/staff/login"
            assert (response.status_code, response.headers["Location"].split("?")[0]) == (303, way_in), endpoint
        else:
            assert response.status_code in {303, 403}, (endpoint, method, response.status_code)


@pytest.mark.promise("C4.1")
@pytest.mark.parametrize("role", list(Role))
def test_what_a_role_may_not_do_does_not_exist_for_it(app: Flask, sign_in: Any, role: Role) -> None:
    """B3.2: 404, never 403, and never a page."""
    client = sign_in(role)
    token = _csrf(client)
    for endpoint, method, path in _paths(app):
        needed = EXPECTED[endpoint]
        if isinstance(needed, Allow) or needed in GRANTS[role]:
            continue
        response = client.open(path, method=method, data={"csrf_token": token} if method == "POST" else None)
        assert response.status_code == 404, (endpoint, method, response.status_code)


def test_a_state_change_without_its_token_is_refused(app: Flask, sign_in: Any) -> None:
    """ASVS 3.5.1, for every staff route that changes something."""
    for role in Role:
        client = sign_in(role)
        for endpoint, method, path in _paths(app):
            if method == "POST" and EXPECTED[endpoint] in GRANTS[role]:
                assert client.post(path).status_code == 403, endpoint


def test_a_state_change_started_by_another_site_is_refused(app: Flask, sign_in: Any) -> None:
    """ASVS 3.5.1: even with a right token, and on public forms too."""
    client = sign_in(Role.RECRUITER)
    token = _csrf(client)
    for endpoint, method, path in _paths(app):
        if method == "POST":
            for headers in ({"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}):
                response = client.post(path, data={"csrf_token": token}, headers=headers)
                assert response.status_code == 403, endpoint


def _csrf(client: PageClient) -> str:
    page = client.page("/staff/account")
    return next(meta.get("content", "") for meta in page.find_all("meta", name="csrf-token"))
