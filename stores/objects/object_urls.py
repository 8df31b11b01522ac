"""The addresses of object stores, and how each kind is opened with its secrets (docs/stores.md)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, S3Store

from stores.address import Address
from stores.credentials import Credentials
from stores.errors import NoCredential
from stores.objects.s3_refusal import Signing

LONG = timedelta(hours=12)  # TimeoutStore waits less long: it knows the size
RETRIES: Any = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=30),
    "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=5), "base": 2},
}


def s3(address: Address) -> Callable[[], S3Store]:
    """`s3://bucket/prefix?endpoint=https://host:9000&region=eu-west-2`; both of these may be left out for AWS."""
    bucket, prefix = _bucket(address, "s3://bucket/prefix")
    asked = address.query("endpoint", "region")
    credentials = address.credentials(address.url)

    def make() -> S3Store:
        options: dict[str, Any] = {}
        if endpoint := asked.get("endpoint"):
            options = {"endpoint": endpoint, "aws_endpoint_url_s3": endpoint}
        if token := credentials.look_text("store-session-token"):
            options["session_token"] = token
        return S3Store(
            bucket,
            prefix=prefix,
            access_key_id=credentials.text("store-access-key-id"),
            secret_access_key=credentials.text("store-secret-access-key"),
            region=asked.get("region", "us-east-1"),
            checksum_algorithm="SHA256",
            conditional_put="etag",
            virtual_hosted_style_request=False,
            disable_bulk_delete=True,  # not every server that speaks like S3 knows it
            client_options=_client(endpoint, credentials),
            retry_config=RETRIES,
            **options,
        )

    return make


def s3_signing(address: Address) -> Signing:
    """What it takes to sign a request of our own to the same bucket. Raises NoCredential."""
    bucket, prefix = _bucket(address, "s3://bucket/prefix")
    asked, credentials = address.query("endpoint", "region"), address.credentials(address.url)
    region = asked.get("region", "us-east-1")
    return Signing(
        endpoint=asked.get("endpoint", f"https://s3.{region}.amazonaws.com").rstrip("/"),
        bucket=f"{bucket}/{prefix}" if prefix else bucket,
        region=region,
        key_id=credentials.text("store-access-key-id"),
        secret=credentials.text("store-secret-access-key"),
        token=credentials.look_text("store-session-token"),
        authority=credentials.look("store-ca.pem", secret=False),
    )


def azure(address: Address) -> Callable[[], AzureStore]:
    """`az://account/container/prefix`; `?endpoint=` for another cloud than the public one."""
    account, path = _bucket(address, "az://account/container/prefix")
    container, _, prefix = (path or "").partition("/")
    if not container:
        raise address.wrong("it is written as az://account/container/prefix")
    asked = address.query("endpoint")
    credentials = address.credentials(address.url)

    def make() -> AzureStore:
        endpoint = asked.get("endpoint")
        options: dict[str, Any] = {"account_key": credentials.look_text("store-account-key")}
        if options["account_key"] is None:
            options = {"sas_key": credentials.text("store-sas-token")}
        if endpoint:
            options["endpoint"] = endpoint
        return AzureStore(
            container,
            prefix=prefix or None,
            account_name=account,
            client_options=_client(endpoint, credentials),
            retry_config=RETRIES,
            **options,
        )

    return make


def google(address: Address) -> Callable[[], GCSStore]:
    """`gs://bucket/prefix`."""
    bucket, prefix = _bucket(address, "gs://bucket/prefix")
    asked = address.query("endpoint")
    credentials = address.credentials(address.url)

    def make() -> GCSStore:
        endpoint = asked.get("endpoint")
        name = "store-service-account.json"
        options: dict[str, Any] = {"base_url": endpoint} if endpoint else {}
        try:
            return GCSStore(
                bucket,
                prefix=prefix,
                service_account_key=credentials.text(name),
                client_options=_client(endpoint, credentials),
                retry_config=RETRIES,
                **options,
            )
        except (BaseError, ValueError) as error:
            why = str(error).partition("\n")[0]
            raise NoCredential(store=address.url, name=name, cause=f"it cannot be used: {why}") from error

    return make


def _bucket(address: Address, form: str) -> tuple[str, str | None]:
    """What stands for the host, and the path after it without slashes at its ends."""
    parts = address.parts
    if not parts.hostname or parts.username is not None or address.port is not None:
        raise address.wrong(f"it is written as {form}")
    return parts.netloc, address.path.strip("/") or None


def _client(endpoint: str | None, credentials: Credentials) -> Any:
    """How to speak HTTP: in the clear only where the endpoint says so; a service may have an authority of its own."""
    options: dict[str, Any] = {"timeout": LONG, "connect_timeout": timedelta(seconds=20), "user_agent": "attune"}
    if endpoint and endpoint.startswith("http://"):
        options["allow_http"] = True
    if authority := credentials.look("store-ca.pem", secret=False):
        options["root_certificate"] = authority
    return options
