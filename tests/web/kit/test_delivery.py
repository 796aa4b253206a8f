"""Assets named by their content and kept for a year; public pages compressed, the back office never (BREACH)."""

import gzip
import re
from typing import Any

import brotli
import pytest
from flask import Flask, url_for

from app.web.kit.delivery import A_YEAR, digest_of


def test_an_asset_s_address_names_its_content_and_is_kept_for_a_year(app: Flask, client: Any) -> None:
    with app.test_request_context():
        address = url_for("static", filename="css/vivier.css")
    assert re.fullmatch(r"/static/css/vivier\.css\?v=[0-9a-f]{10}", address)
    assert client.get(address).headers["Cache-Control"] == A_YEAR
    assert client.get("/static/css/vivier.css").headers["Cache-Control"] == "no-cache"
    assert client.get("/static/css/vivier.css?v=0000000000").headers["Cache-Control"] == "no-cache"


def test_an_asset_that_is_not_there_has_no_digest(app: Flask) -> None:
    with app.app_context():
        assert digest_of("css/none.css") == ""


@pytest.mark.parametrize(("accepted", "unpack"), [("gzip", gzip.decompress), ("br", brotli.decompress)])
def test_a_public_page_travels_compressed_and_arrives_whole(client: Any, accepted: str, unpack: Any) -> None:
    plain = client.get("/jobs", headers={"Accept-Encoding": "identity"})
    packed = client.get("/jobs", headers={"Accept-Encoding": accepted})
    assert "Content-Encoding" not in plain.headers
    assert packed.headers["Content-Encoding"] == accepted
    assert "Accept-Encoding" in packed.headers["Vary"]
    assert unpack(packed.data) == plain.data


def test_an_unchanged_page_is_not_sent_again_whatever_its_packing(client: Any) -> None:
    for accepted in ("identity", "gzip", "br"):
        first = client.get("/jobs", headers={"Accept-Encoding": accepted})
        again = client.get("/jobs", headers={"Accept-Encoding": accepted, "If-None-Match": first.headers["ETag"]})
        assert (again.status_code, again.data) == (304, b"")


def test_a_style_sheet_shrinks_to_a_quarter(client: Any) -> None:
    sizes = [
        len(client.get("/static/css/vivier.css", headers={"Accept-Encoding": accepted}).data)
        for accepted in ("identity", "br")
    ]
    assert sizes[1] * 4 <= sizes[0]


def test_the_back_office_is_not_compressed(client: Any) -> None:
    answer = client.get("/staff/login", headers={"Accept-Encoding": "br, gzip"})
    assert answer.status_code == 200
    assert "Content-Encoding" not in answer.headers
