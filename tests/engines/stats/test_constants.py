"""The constants of control charts against published tables and against their integrals, worked out by scipy."""

import pytest
from scipy import integrate
from scipy.special import ndtr

from servewell.engines import stats

# Montgomery, Introduction to Statistical Quality Control, 7e, appendix VI, subgroups of 2 to 25.
PUBLISHED = {
    "d2": "1.128 1.693 2.059 2.326 2.534 2.704 2.847 2.970 3.078 3.173 3.258 3.336 3.407 3.472 3.532 3.588 3.640 3.689 "
    "3.735 3.778 3.819 3.858 3.895 3.931",
    "d3": "0.853 0.888 0.880 0.864 0.848 0.833 0.820 0.808 0.797 0.787 0.778 0.770 0.763 0.756 0.750 0.744 0.739 0.734 "
    "0.729 0.724 0.720 0.716 0.712 0.708",
    "c4": "0.7979 0.8862 0.9213 0.9400 0.9515 0.9594 0.9650 0.9693 0.9727 0.9754 0.9776 0.9794 0.9810 0.9823 0.9835 "
    "0.9845 0.9854 0.9862 0.9869 0.9876 0.9882 0.9887 0.9892 0.9896",
    "a2": "1.880 1.023 0.729 0.577 0.483 0.419 0.373 0.337 0.308 0.285 0.266 0.249 0.235 0.223 0.212 0.203 0.194 0.187 "
    "0.180 0.173 0.167 0.162 0.157 0.153",
    "a3": "2.659 1.954 1.628 1.427 1.287 1.182 1.099 1.032 0.975 0.927 0.886 0.850 0.817 0.789 0.763 0.739 0.718 0.698 "
    "0.680 0.663 0.647 0.633 0.619 0.606",
    "b3": "0 0 0 0 0.030 0.118 0.185 0.239 0.284 0.321 0.354 0.382 0.406 0.428 0.448 0.466 0.482 0.497 0.510 0.523 "
    "0.534 0.545 0.555 0.565",
    "b4": "3.267 2.568 2.266 2.089 1.970 1.882 1.815 1.761 1.716 1.679 1.646 1.618 1.594 1.572 1.552 1.534 1.518 1.503 "
    "1.490 1.477 1.466 1.455 1.445 1.435",
    "d_3": "0 0 0 0 0 0.076 0.136 0.184 0.223 0.256 0.283 0.307 0.328 0.347 0.363 0.378 0.391 0.403 0.415 0.425 0.434 "
    "0.443 0.451 0.459",
    "d_4": "3.267 2.574 2.282 2.114 2.004 1.924 1.864 1.816 1.777 1.744 1.717 1.693 1.672 1.653 1.637 1.622 1.608 "
    "1.597 1.585 1.575 1.566 1.557 1.548 1.541",
}


@pytest.mark.parametrize("name", PUBLISHED)
def test_rounded_constants_are_those_of_the_appendix(name: str) -> None:
    """To one in the last digit: tables differ there among each other (D4 of three is 2.574 or 2.575)."""
    printed = [float(each) for each in PUBLISHED[name].split()]
    rounded = [getattr(stats.chart_constants(n=n, constants="tables"), name) for n in range(2, 26)]

    assert rounded == pytest.approx(printed, abs=0.00101 if name != "c4" else 0.000101)


@pytest.mark.parametrize("n", [2, 3, 5, 10, 25, 100])
def test_exact_constants_are_their_integrals(n: int) -> None:
    def beyond(x: float) -> float:
        return float(1 - ndtr(x) ** n - ndtr(-x) ** n)

    def square(low: float, high: float) -> float:
        return float(1 - ndtr(high) ** n - ndtr(-low) ** n + (ndtr(high) - ndtr(low)) ** n)

    d2 = integrate.quad(beyond, -9, 9, epsabs=1e-12)[0]
    second = (
        2 * integrate.dblquad(square, -9, 9, lambda high: -9, lambda high: high, epsabs=1e-8)[0] if n == 5 else None
    )
    found = stats.chart_constants(n=n)

    assert found.d2 == pytest.approx(d2, abs=1e-10)
    if second is not None:
        assert found.d3 == pytest.approx((second - d2 * d2) ** 0.5, abs=1e-6)


def test_two_values_have_the_constants_that_are_known_in_closed_form() -> None:
    found = stats.chart_constants(n=2)

    assert (found.d2, found.d3) == (
        pytest.approx(2 / 3.141592653589793**0.5),
        pytest.approx((2 - 4 / 3.141592653589793) ** 0.5),
    )
    assert (found.c4, found.e2) == (pytest.approx((2 / 3.141592653589793) ** 0.5), pytest.approx(2.658680776))


def test_the_nhs_prints_two_and_two_thirds_where_the_table_says_the_same_by_another_way() -> None:
    tables = stats.chart_constants(n=2, constants="tables")

    assert (tables.d2, tables.e2, tables.d_4) == (1.128, 2.66, 3.267)


@pytest.mark.parametrize("n", [-1, 0, 1, 1001])
def test_single_values_have_no_constants(n: int) -> None:
    with pytest.raises(stats.ConstantNeedsTwo):
        stats.chart_constants(n=n)
