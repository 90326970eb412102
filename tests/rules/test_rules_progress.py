from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.errors import Invalid
from tracker.rules.results.progress import check_value, elapsed, progress

NUMBERS = st.decimals(-(10**6), 10**6, places=3).map(str)


@pytest.mark.parametrize(
    ("measure", "text", "value"),
    [
        ("number", "3.50", "3.5"),
        ("number", " 007 ", "7"),
        ("number", "-0.0", "0"),
        ("number", "-12.25", "-12.25"),
        ("number", "100", "100"),
        ("percent", "40 %", "40"),
        ("percent", "120.50%", "120.5"),
        ("percent", "-3", "-3"),
        ("ordinal", "3", "3"),
        ("ordinal", "3.0", "3"),
        ("yes/no", "Y", "yes"),
        ("yes/no", "NO", "no"),
        ("text", " a  pilot\nruns ", "a pilot runs"),
    ],
)
def test_values(measure: str, text: str, value: str) -> None:
    assert check_value("actual", measure, text) == value == check_value("actual", measure, value)


@pytest.mark.parametrize(
    ("measure", "text"),
    [
        *(
            ("number", text)
            for text in ("", "many", "1e5", "nan", "inf", "1,5", "1,250", "40%", "1/2", "+1", ".5", "٣", "1" * 19)
        ),
        *(("percent", text) for text in ("", "%", "40%%", "half", "40,5", "1" * 1_000)),
        *(("ordinal", text) for text in ("", "3.5", "third", "1e1")),
        *(("yes/no", text) for text in ("", "maybe", "1", "true", "yes no")),
        *(("text", text) for text in ("", "\x00", "x" * 501, "\u202e")),
        ("colour", "red"),
    ],
)
def test_what_is_no_value_is_refused(measure: str, text: str) -> None:
    with pytest.raises(Invalid):
        check_value("actual", measure, text)


@pytest.mark.parametrize(
    ("measure", "direction", "values", "percent"),
    [
        ("number", "up", ("0", "3.5", "10"), "35.0"),
        ("number", "down", ("5", "4", "3"), "50.0"),
        ("number", "down", ("5", "6", "3"), "-50.0"),
        ("number", "up", ("0", "12", "10"), "120.0"),
        ("number", "up", ("0", "1", "3"), "33.3"),
        ("number", "up", ("0", "2", "3"), "66.7"),
        ("number", "up", ("0", "0.0005", "1"), "0.1"),
        ("number", "up", ("0", "-0.0005", "1"), "-0.1"),
        ("percent", "up", ("-10", "0", "10"), "50.0"),
        ("ordinal", "up", ("1", "2", "5"), "25.0"),
        ("number", "up", ("7", "7", "7.0"), "100.0"),
        ("number", "up", ("7", "6", "7"), "0.0"),
        ("number", "down", ("7", "6", "7"), "100.0"),
        ("number", "down", ("7", "8", "7"), "0.0"),
        ("yes/no", "up", (None, "yes", "yes"), "100.0"),
        ("yes/no", "up", ("no", "no", "yes"), "0.0"),
        ("yes/no", "down", ("yes", "no", "no"), "100.0"),
        ("text", "up", ("a", "b", "c"), None),
        ("number", "up", (None, "3", "10"), None),
        ("number", "up", ("0", None, "10"), None),
        ("number", "up", ("0", "3", None), None),
        ("number", "up", ("few", "3", "10"), None),
        ("number", "up", ("1/0", "3", "10"), None),
        ("yes/no", "up", ("no", None, "yes"), None),
    ],
)
def test_progress(
    measure: str, direction: str, values: tuple[str | None, str | None, str | None], percent: str | None
) -> None:
    made = progress(measure, direction, *values)
    assert (None if made is None else str(made)) == percent


@given(NUMBERS, NUMBERS, st.sampled_from(["up", "down"]))
def test_the_target_is_the_whole_way_and_the_baseline_none(baseline: str, target: str, direction: str) -> None:
    assert progress("number", direction, baseline, target, target) == 100
    if Decimal(baseline) != Decimal(target):
        assert progress("number", direction, baseline, baseline, target) == 0


@given(NUMBERS, NUMBERS, NUMBERS)
def test_progress_does_not_depend_on_which_way_is_up(baseline: str, actual: str, target: str) -> None:
    def turned(number: str) -> str:
        return str(-Decimal(number))

    assert progress("number", "up", baseline, actual, target) == (
        progress("number", "down", turned(baseline), turned(actual), turned(target))
    )


@pytest.mark.parametrize(
    ("baseline_date", "target_date", "as_of", "gone"),
    [
        ("2012-01-01", "2012-01-05", "2012-01-02", "25.0"),
        ("2011", "2013", "2012", "50.1"),  # of 731 days, 366
        ("2012-01-01", "2012-01-05", "2011", "0.0"),
        ("2012-01-01", "2012-01-05", "2013", "100.0"),
        ("2012", "2012-06", "2012", None),
        (None, "2012", "2012", None),
        ("2012", None, "2012", None),
        ("2012", "2013", None, None),
    ],
)
def test_how_much_of_the_time_is_over(
    baseline_date: str | None, target_date: str | None, as_of: str | None, gone: str | None
) -> None:
    over = elapsed(baseline_date, target_date, as_of)
    assert over == (None if gone is None else Decimal(gone))
