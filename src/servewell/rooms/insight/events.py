from dataclasses import dataclass

from servewell.base.bus import Event


@dataclass(frozen=True, kw_only=True)
class IndicatorDefined(Event):
    indicators: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class PublishingAsked(Event):
    """Figures are to be made into a file. The keys are what is to be published."""

    published: tuple[int, ...]


@dataclass(frozen=True, kw_only=True)
class FindingPublished(Event):
    """Figures were published, with all that is needed to make them again."""

    published: tuple[int, ...]
