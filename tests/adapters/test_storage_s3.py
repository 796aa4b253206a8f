"""The store in a bucket: what it lists, whom it trusts, what it is told by its settings."""

import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from app.adapters.storage import LocalStorage, StorageUnavailable
from app.adapters.storage_s3 import make_storage

from . import object_store
from .object_store import Service

KEY = "0123456789abcdef" * 2

pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def shared_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    with object_store.running(tmp_path_factory.mktemp("s3")) as started:
        yield started


@pytest.fixture
def service(shared_service: Service) -> Service:
    """With an empty bucket."""
    shared_service.empty()
    return shared_service


def test_what_others_keep_in_the_bucket_is_not_ours(service: Service) -> None:
    """Neither beside our prefix nor under it."""
    store = make_storage(service.settings)
    key = store.write(b"ours")
    bucket = service.folder / object_store.BUCKET
    for name in (f"{KEY[:2]}/{KEY}", f"{object_store.PREFIX}-other/{KEY[:2]}/{KEY}", f"incoming/{KEY}"):
        (bucket / name).parent.mkdir(parents=True, exist_ok=True)
        (bucket / name).write_bytes(b"theirs")
    for name in (f"zz/{KEY}", f"{KEY[:2]}/deeper/{KEY}", KEY, "01/notes.txt", "incoming/notes.txt"):
        (service.objects / name).parent.mkdir(parents=True, exist_ok=True)
        (service.objects / name).write_bytes(b"theirs")
    assert (list(store.list_keys()), store.list_unsettled(-1)) == ([key], [key])


def test_a_bucket_may_be_ours_alone(service: Service) -> None:
    """Without a prefix."""
    store = make_storage({**service.settings, "S3_PREFIX": ""})
    key = store.write(b"x")
    assert (store.read(key), list(store.list_keys()), store.list_unsettled(-1)) == (b"x", [key], [key])
    assert (service.folder / object_store.BUCKET / key[:2] / key).read_bytes() == b"x"


def test_more_files_than_one_answer_holds_are_all_listed(service: Service) -> None:
    """S3 gives a thousand names at a time."""
    keys = [f"{number:032x}" for number in range(0, 2**128, 2**128 // 2100)]
    for key in keys:
        place = service.objects / key[:2] / key
        place.parent.mkdir(parents=True, exist_ok=True)
        place.touch()
    assert sorted(make_storage(service.settings).list_keys()) == keys


def test_variables_of_the_environment_change_nothing(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    """What other programs of the machine are told of AWS is not for us."""
    for name, value in {
        "AWS_ENDPOINT_URL_S3": "http://127.0.0.1:1",
        "AWS_ENDPOINT_URL": "http://127.0.0.1:1",
        "AWS_BUCKET": "other",
        "AWS_REGION": "mars-1",
        "AWS_ACCESS_KEY_ID": "other",
        "AWS_SECRET_ACCESS_KEY": "other",
        "AWS_SESSION_TOKEN": "other",
        "AWS_SKIP_SIGNATURE": "true",
        "AWS_VIRTUAL_HOSTED_STYLE_REQUEST": "true",
        "AWS_ALLOW_HTTP": "true",
    }.items():
        monkeypatch.setenv(name, value)
    # Another spelling of the address, so that the client is made anew under these variables.
    store = make_storage({**service.settings, "S3_ENDPOINT": f"{service.settings['S3_ENDPOINT']}/"})
    assert store.read(store.write(b"x")) == b"x"


def _self_signed(folder: Path) -> Path:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    certificate = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .sign(key, hashes.SHA256())
    )
    pem, plain = serialization.Encoding.PEM, serialization.NoEncryption()
    (folder / "both.pem").write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, plain) + certificate.public_bytes(pem)
    )
    return folder / "both.pem"


def test_a_service_that_cannot_prove_its_name_is_not_spoken_to(
    service: Service, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """12.2: TLS, and a certificate that somebody known has signed, whatever the environment says."""
    monkeypatch.setenv("AWS_ALLOW_INVALID_CERTIFICATES", "true")
    heard: list[bytes] = []
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(_self_signed(tmp_path))

    def serve(listener: socket.socket) -> None:
        with suppress(OSError):
            while True:
                with suppress(ssl.SSLError), context.wrap_socket(listener.accept()[0], server_side=True) as connection:
                    heard.append(connection.recv(1024))

    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=serve, args=(listener,))
        thread.start()
        endpoint = f"https://localhost:{listener.getsockname()[1]}"
        with pytest.raises(StorageUnavailable):
            make_storage({**service.settings, "S3_ENDPOINT": endpoint}).check()
        listener.shutdown(socket.SHUT_RDWR)
        thread.join()
    assert heard == []


def test_nothing_is_sent_in_clear_to_another_machine(service: Service) -> None:
    """12.2.1."""
    with pytest.raises(StorageUnavailable) as refusal:
        make_storage({**service.settings, "S3_ENDPOINT": "http://store.example.org"}).check()
    assert "BadScheme" in repr(refusal.value.__cause__)


def test_without_a_word_the_store_is_the_disk(tmp_path: Path) -> None:
    store = make_storage({"STORAGE": "local", "UPLOADS_DIR": tmp_path / "store", "MIN_FREE_BYTES": 0})
    assert isinstance(store, LocalStorage)
    assert store.read(store.write(b"x")) == b"x"
