"""Asking a service over the network, by geopy's geocoders. Imported only where a person asked for it."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import Any

from geopy.adapters import URLLibAdapter
from geopy.exc import (
    GeocoderAuthenticationFailure,
    GeocoderInsufficientPrivileges,
    GeocoderParseError,
    GeocoderQueryError,
    GeocoderQuotaExceeded,
    GeocoderTimedOut,
    GeopyError,
)
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import GeoNames, Nominatim, Photon

from gazetteer.errors import BadAnswer, GazetteerError, NotAnswered
from gazetteer.fold import fold
from gazetteer.online.answers import Answer, source_id
from gazetteer.online.records import places_of
from gazetteer.online.services import Endpoint, Service, endpoint_of, pause_s

TIMEOUT_S = 10.0
"""The public Nominatim answers most names within a second; one that takes ten is down or overloaded."""

MOST_PLACES = 10
"""Places asked for of each name; what lies behind is as a rule a street or a shop."""

LONGEST_NAME = 200
"""Characters; no name of the built-in gazetteer is longer, and servers refuse long addresses."""

MOST_TOLD = 200
"""Characters of a server's own message that are repeated: some send whole pages."""


def askable(name: str) -> bool:
    """Whether a name may be asked for: not too long, printable, and more than signs."""
    return len(name) <= LONGEST_NAME and name.isprintable() and bool(fold(name))


class _FullGeoNames(GeoNames):  # type: ignore[misc]  # geopy has no types
    """GeoNames with boxes and all names, which geopy does not ask for."""

    def _call_geocoder(self, url: str, callback: Callable[..., Any], **more: Any) -> Any:
        return super()._call_geocoder(f"{url}&style=FULL&maxRows={MOST_PLACES}", callback, **more)


class Asker:
    """Asks one service, one question at a time and not too often."""

    def __init__(self, service: Service, url: str | None, agent: str, user: str | None = None) -> None:
        """`url`: a server of one's own; `agent`: how one is named to the server; `user`: the account at GeoNames.

        Raises:
            BadEndpoint: the address cannot be asked.
            GazetteerError: GeoNames is asked without a user.
        """
        self.service = service
        self.endpoint = endpoint_of(url or service.endpoint)
        if service.id == "geonames" and not user:
            raise GazetteerError("GeoNames answers registered users only", "make an account there; --online-user NAME")
        ask = _geocoder(service, self.endpoint, agent, user)
        pause = pause_s(service, self.endpoint)
        self._ask = RateLimiter(
            ask, min_delay_seconds=pause, max_retries=0, error_wait_seconds=pause, swallow_exceptions=False
        )

    def __call__(self, name: str, countries: Sequence[str] = ()) -> Answer:
        """What the service says of a name today.

        Raises:
            BadAnswer: what it said of this name cannot be read.
            NotAnswered: it cannot be reached, is too slow, or refuses.
        """
        if not askable(name):
            raise BadAnswer(
                f"{name[:40]!r} is no name to ask a service for", f"give letters or digits, {LONGEST_NAME} at most"
            )
        found = self._found(name, countries)
        asked = datetime.now(UTC).date().isoformat()
        wanted = {country.upper() for country in countries}
        places = places_of(self.service.id, found, source_id(self.service.id, asked))
        if found and not places:
            raise BadAnswer(f"{self}: no record of the answer for {name!r} has an id, a name and a point", _CHECK)
        return Answer(
            self.service.id,
            str(self.endpoint),
            name,
            tuple(sorted(wanted)),
            asked,
            self.service.licence,
            self.service.attribution,
            tuple(place for place in places if not wanted or place.country in wanted),
        )

    def __str__(self) -> str:
        return f"{self.service.title} at {self.endpoint.domain}"

    def _found(self, name: str, countries: Sequence[str]) -> list[object]:
        try:
            found = self._ask(name, countries)
            return [{} if location is None else location.raw for location in found or ()]
        except GeocoderTimedOut as error:
            raise NotAnswered(
                f"{self} did not answer within {TIMEOUT_S:.0f} s, or is overloaded", "try later"
            ) from error
        except GeocoderQuotaExceeded as error:
            raise NotAnswered(
                f"{self} was asked too often: {_told(error)}", "wait, or ask a server of your own: --online-url URL"
            ) from error
        except (GeocoderAuthenticationFailure, GeocoderInsufficientPrivileges) as error:
            raise NotAnswered(
                f"{self} refused: {_told(error)}", "check --online-user, and say who you are by --online-agent"
            ) from error
        except (GeocoderParseError, GeocoderQueryError) as error:
            raise BadAnswer(f"{self}: its answer for {name!r} cannot be read: {_told(error)}", _CHECK) from error
        except GeopyError as error:
            raise NotAnswered(
                f"{self} could not be reached: {_told(error)}", "check the network and --online-url; then run it again"
            ) from error
        except (ValueError, TypeError, LookupError, AttributeError, RecursionError) as error:  # JSON of another form
            raise BadAnswer(
                f"{self}: its answer for {name!r} is none of {self.service.title}: {_told(error)}", _CHECK
            ) from error


_CHECK = "check that --online-url leads to a server of this service"


def _told(error: Exception) -> str:
    text = " ".join("".join(c if c.isprintable() else " " for c in str(error)).split())
    return text[:MOST_TOLD] or type(error).__name__


def _geocoder(
    service: Service, endpoint: Endpoint, agent: str, user: str | None
) -> Callable[[str, Sequence[str]], Any]:
    """A question as each of geopy's geocoders takes it."""
    settings = {
        "scheme": endpoint.scheme,
        "domain": endpoint.domain,
        "user_agent": agent,
        "timeout": TIMEOUT_S,
        "adapter_factory": URLLibAdapter,
    }
    if service.id == "nominatim":
        nominatim = Nominatim(**settings)
        return lambda name, countries: nominatim.geocode(
            name,
            exactly_one=False,
            limit=MOST_PLACES,
            addressdetails=True,
            namedetails=True,
            language="en",
            country_codes=[country.lower() for country in countries],
        )
    if service.id == "photon":
        photon = Photon(**settings)
        return lambda name, _: photon.geocode(name, exactly_one=False, limit=MOST_PLACES, language="en")
    geonames = _FullGeoNames(user, **settings)
    return lambda name, countries: geonames.geocode(name, exactly_one=False, country=list(countries))
