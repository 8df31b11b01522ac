"""The addresses of object stores, and how each kind is opened with its secrets (docs/stores.md)."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any, TypeVar

from obstore.exceptions import BaseError
from obstore.store import AzureStore, GCSStore, S3Store

from stores.address import Address
from stores.credentials import Credentials
from stores.errors import CourierError
from stores.objects.endpoint import authority, bucket, endpoint, own_settings_only, region
from stores.objects.s3_refusal import Signing

T = TypeVar("T")
LONG = timedelta(hours=12)  # TimeoutStore's timeout is shorter: it knows the size
RETRIES: Any = {
    "max_retries": 3,
    "retry_timeout": timedelta(seconds=30),
    "backoff": {"init_backoff": timedelta(milliseconds=200), "max_backoff": timedelta(seconds=5), "base": 2},
}
S3, AZURE, GOOGLE = "s3://bucket/prefix", "az://account/container/prefix", "gs://bucket/prefix"
ACCOUNT = "store-service-account.json"


def s3(address: Address) -> Callable[[], S3Store]:
    """`s3://bucket/prefix?endpoint=https://host:9000&region=eu-west-2`; both may be left out for AWS."""
    place, asked = bucket(address, S3), address.query("endpoint", "region")
    server, where = endpoint(address, asked), region(address, asked)
    credentials = address.credentials(address.url)

    def make() -> S3Store:
        options: dict[str, Any] = {"endpoint": server, "aws_endpoint_url_s3": server} if server else {}
        if token := credentials.look_line("store-session-token"):
            options["session_token"] = token
        return S3Store(
            place.name,
            prefix=place.prefix,
            access_key_id=credentials.line("store-access-key-id"),
            secret_access_key=credentials.line("store-secret-access-key"),
            region=where,
            checksum_algorithm="SHA256",
            conditional_put="etag",
            virtual_hosted_style_request=False,
            disable_bulk_delete=True,  # not every S3-compatible server has it
            client_options=_client(server, credentials),
            retry_config=RETRIES,
            **options,
        )

    return lambda: _opened(address, make)


def s3_signing(address: Address) -> Signing:
    """What signing a request of our own to the same bucket takes. Raises NoCredential."""
    place, asked = bucket(address, S3), address.query("endpoint", "region")
    where, credentials = region(address, asked), address.credentials(address.url)
    return Signing(
        endpoint=endpoint(address, asked) or f"https://s3.{where}.amazonaws.com",
        bucket=f"{place.name}/{place.prefix}" if place.prefix else place.name,
        region=where,
        key_id=credentials.line("store-access-key-id"),
        secret=credentials.line("store-secret-access-key"),
        token=credentials.look_line("store-session-token"),
        authority=authority(credentials),
    )


def azure(address: Address) -> Callable[[], AzureStore]:
    """`az://account/container/prefix`; `?endpoint=` for another cloud than the public one."""
    place, server = bucket(address, AZURE), endpoint(address, address.query("endpoint"))
    container, _, prefix = (place.prefix or "").partition("/")
    if not container:
        raise address.wrong(f"it is written as {AZURE}")
    credentials = address.credentials(address.url)

    def make() -> AzureStore:
        options: dict[str, Any] = {"account_key": credentials.look_line("store-account-key")}
        if options["account_key"] is None:
            options = {"sas_key": credentials.line("store-sas-token")}
        if server:
            options["endpoint"] = server
        return AzureStore(
            container,
            prefix=prefix or None,
            account_name=place.name,
            client_options=_client(server, credentials),
            retry_config=RETRIES,
            **options,
        )

    return lambda: _opened(address, make)


def google(address: Address) -> Callable[[], GCSStore]:
    """`gs://bucket/prefix`."""
    place, server = bucket(address, GOOGLE), endpoint(address, address.query("endpoint"))
    credentials = address.credentials(address.url)

    def make() -> GCSStore:
        options: dict[str, Any] = {"base_url": server} if server else {}
        try:
            return GCSStore(
                place.name,
                prefix=place.prefix,
                service_account_key=credentials.text(ACCOUNT),
                client_options=_client(server, credentials),
                retry_config=RETRIES,
                **options,
            )
        except (BaseError, ValueError) as error:
            why = str(error).partition("\n")[0]
            raise credentials.unusable(ACCOUNT, f"cannot be used: {why}") from error

    return lambda: _opened(address, make)


def _opened(address: Address, make: Callable[[], T]) -> T:
    """Call `make`, with our own settings alone. Raises BadStore, NoCredential; also in place of a panic of the
    library."""
    try:
        with own_settings_only():
            return make()
    except CourierError:
        raise
    except (BaseError, ValueError, TypeError, OverflowError) as error:
        raise address.wrong(str(error).partition("\n")[0]) from error
    except BaseException as error:
        if type(error).__name__ != "PanicException":
            raise
        raise address.wrong("the library cannot use it") from error


def _client(server: str | None, credentials: Credentials) -> Any:
    """The HTTP client's options: TLS except where the endpoint says otherwise; a service may have its own authority."""
    options: dict[str, Any] = {"timeout": LONG, "connect_timeout": timedelta(seconds=20), "user_agent": "attune"}
    if server and server.startswith("http://"):
        options["allow_http"] = True
    if (found := authority(credentials)) is not None:
        options["root_certificate"] = found
    return options
