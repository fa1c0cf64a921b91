"""What no chart is drawn from. Each refusal says what is wrong, where, and how to mend it."""


class BaselineTooShort(ValueError):
    """The baseline holds too few points to draw anything from."""


class BaselineLongerThanSeries(ValueError):
    """The limits were to come from more points than there are."""


class PlaceOutsideSeries(ValueError):
    """A point that was to be left out of the limits is not in the series."""


class NotOneSeries(ValueError):
    """One series was asked for and a table of several came, or the other way round."""


class ValueIsNotANumber(ValueError):
    """A value is a word, or infinite; what is merely missing is None or nan."""


class ChoiceUnknown(ValueError):
    """A word was given that is none of those to choose from."""


class ExposureBelowZero(ValueError):
    """A rate was to be counted per fewer than nothing."""


class EventsWithoutExposure(ValueError):
    """Events were counted where nothing was there for them to happen to."""


class TimeIsNotPositive(ValueError):
    """Two events lie no time apart, or less than none."""


class SubgroupsTooSmall(ValueError):
    """No subgroup has two observations, so none has a spread."""


class ConstantNeedsTwo(ValueError):
    """A control chart's constants begin with subgroups of two."""


class SigmaNotPositive(ValueError):
    """A spread that is zero, negative or not a number was given."""


class WeightOutsideZeroAndOne(ValueError):
    """The newest value of an EWMA weighs more than all, or nothing."""


class DecisionNotPositive(ValueError):
    """The lines of a CUSUM or EWMA would lie on its centre."""


class HeadStartBeyondDecision(ValueError):
    """A CUSUM would begin outside of its own decision interval."""


class LimitsOfAnotherKind(ValueError):
    """Limits of one kind of chart were laid on another."""


class LimitsUnreadable(ValueError):
    """What was stored as limits cannot be read as such."""


class RebasedWithoutReason(ValueError):
    """Limits were to be drawn anew and nobody said what changed."""


class RebasedWithoutAuthor(ValueError):
    """Limits were to be drawn anew by nobody in particular."""


class RebasedBackwards(ValueError):
    """New limits were to begin before those that they replace."""


def one_of(given: str | None, choices: tuple[str | None, ...], *, name: str) -> None:
    """Raises ChoiceUnknown."""
    if given not in choices:
        raise ChoiceUnknown(f"{name} is {given!r}; choose from {', '.join(map(repr, choices))}.")
