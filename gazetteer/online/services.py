"""The services that can be asked, and the address at which one is asked."""

from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from gazetteer.errors import BadEndpoint, UnknownService


class Service(NamedTuple):
    """A geocoding service and the terms of what it gives."""

    id: str
    """By which it is asked for: `nominatim`."""
    title: str
    endpoint: str
    """Where the public one is."""
    licence: str
    attribution: str
    """The sentence that the licence wants to be shown."""
    pause_s: float
    """Seconds between two questions to the public one."""


_OSM = ("ODbL 1.0", "© OpenStreetMap contributors, ODbL 1.0")

SERVICES: Mapping[str, Service] = {
    service.id: service
    for service in (
        Service("nominatim", "Nominatim", "https://nominatim.openstreetmap.org", *_OSM, 1.0),
        Service("photon", "Photon", "https://photon.komoot.io", *_OSM, 1.0),
        Service(
            "geonames",
            "GeoNames web service",
            "https://secure.geonames.org",
            "CC BY 4.0",
            "GeoNames (geonames.org), CC BY 4.0",
            1.0,
        ),
    )
}
"""Every service by id. The usage policy of the public Nominatim allows one question a second; the others ask for
fair use and get the same."""


class Endpoint(NamedTuple):
    """Where a service is asked, as geopy takes it."""

    scheme: str
    domain: str
    """Host, port where one is given, and path."""

    def __str__(self) -> str:
        return f"{self.scheme}://{self.domain}"


def service_of(name: str) -> Service:
    """The service of that id. Raises UnknownService."""
    if name not in SERVICES:
        raise UnknownService(f"no online service is called {name!r}", f"there are: {', '.join(SERVICES)}")
    return SERVICES[name]


def endpoint_of(url: str) -> Endpoint:
    """The address of a server, http or https, with a path where the service is not at the root.

    >>> str(endpoint_of("http://localhost:8080/nominatim/"))
    'http://localhost:8080/nominatim'

    Raises:
        BadEndpoint: it has no host, another scheme, a user, a query or a fragment.
    """
    hint = "give the address without the search path, as https://geo.example.org/nominatim"
    try:
        parts = urlsplit(url.strip())
        host, _ = parts.hostname, parts.port
    except ValueError as error:
        raise BadEndpoint(f"{url!r} is no address: {error}", hint) from error
    wrong = _fault(parts, url.strip()) or ("" if host else "it names no host")
    if wrong:
        raise BadEndpoint(f"{url!r} cannot be asked: {wrong}", hint)
    return Endpoint(parts.scheme, (parts.netloc + parts.path).rstrip("/"))


def _fault(parts: SplitResult, url: str) -> str:
    if parts.scheme not in ("http", "https"):
        return "it does not begin with http:// or https://"
    if "@" in parts.netloc:
        return "a user or password in an address would be written into the project"
    if "?" in url or "#" in url:
        return "it has a query or a fragment"
    return "" if url.isascii() and url.isprintable() and " " not in url else "it holds signs that no address has"


def pause_s(service: Service, endpoint: Endpoint) -> float:
    """Seconds between two questions: a server of one's own is asked without a pause."""
    return service.pause_s if endpoint == endpoint_of(service.endpoint) else 0.0
