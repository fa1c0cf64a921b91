"""How sure an interval is meant to be, from a share such as 0.95."""

from statistics import NormalDist


class ConfidenceOutsideZeroAndOne(ValueError):
    """A confidence of 95 was meant as 0.95, or certainty was asked for."""


def upper_tail(confidence: float) -> float:
    """The place of the upper limit of a two-sided interval: 0.975 for a confidence of 0.95."""
    if not 0 < confidence < 1:
        raise ConfidenceOutsideZeroAndOne(f"A confidence of {confidence} is none; write 95 per cent as 0.95.")
    return 1 - (1 - confidence) / 2


def normal_quantile(confidence: float) -> float:
    """The half width of a two-sided normal interval in standard errors: 1.96 for a confidence of 0.95."""
    return NormalDist().inv_cdf(upper_tail(confidence))
