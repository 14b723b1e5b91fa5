"""Numbers with their units, and dates, in both languages, as they count."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from intelog.text.numbers import (
    Day,
    dates,
    implied,
    in_one_measure,
    lengths_of_lists,
    quantities,
    quantities_in_words,
    ratios,
    shared_units,
)

Counted = list[tuple[str, str]]


def counted(text: str) -> Counted:
    return [(f"{q.value:f}", q.unit) for q in quantities(text)]


def in_words(text: str) -> Counted:
    return [(f"{q.value:f}", q.unit) for q in quantities_in_words(text)]


def said(text: str) -> list[tuple[int, int, int]]:
    return [day[:3] for day in dates(text)]


@pytest.mark.parametrize(
    ("spellings", "value"),
    [
        (["15.5T", "15.5 trillion", "15.5 万亿", "15.5万亿", "15,500B", "155,000 亿"], "15500000000000"),
        (["1.2万", "1.2 万", "12,000", "12000", "12k", "12K", "12，000"], "12000"),
        (["40 万", "40 多万", "400,000"], "400000"),
        (["128k", "128K", "128,000", "12.8 万"], "128000"),
        (["500B", "5000 亿", "500 billion", "0.5T"], "500000000000"),
        (["3.5M", "3.5 million", "350 万", "3,500,000", "3.5 百万"], "3500000"),
        (["2bn", "2 billion", "20 亿"], "2000000000"),
        (["1e-4", "0.0001", "1E−4"], "0.0001"),
        (["１２", "12", "12.0"], "12"),
    ],
)  # fmt: skip
def test_one_number_however_it_is_scaled(spellings: list[str], value: str) -> None:
    assert {spelling: counted(f"共 {spelling} 个") for spelling in spellings} == {s: [(value, "")] for s in spellings}


@pytest.mark.parametrize(
    ("spellings", "value", "unit"),
    [
        (["30%", "30 %", "30％", r"30\%", "30 percent", "百分之三十", "百分之30", "百分之 30"], "30", "%"),
        (["3.5%", "百分之三点五", "3.5 per cent"], "3.5", "%"),
        (["100%", "百分之百", "百分之一百"], "100", "%"),
        (["1.5 percentage points", "1.5 个百分点", "1.5个百分点"], "1.5", "pp"),
        (["$1.5B", "US$1.5 billion", "1.5 billion dollars", "15 亿美元", "$1,500M"], "1500000000", "$"),
        (["50 ms", "50ms", "50 毫秒", "50 milliseconds"], "50", "ms"),
        (["0.7 秒", "0.7 seconds", "0.7s", "0.7-second"], "0.7", "s"),
        (["24 小时", "24 hours", "24-hour", "24h"], "24", "h"),
        (["3 天", "3 days", "3-day"], "3", "d"),
        (["6 个月", "6 months"], "6", "mo"),
        (["2 年", "2 years"], "2", "yr"),
        (["2.6x", "2.6×", "2.6 倍", "2.6 times", "2.6-fold"], "2.6", "x"),
        (["8 GB", "8GB", "8 gb"], "8", "GB"),
        (["60 fps", "60 FPS"], "60", "fps"),
        (["4-bit", "4 bits", "4 比特"], "4", "bit"),
        (["1.2 GW", "1.2 吉瓦", "1.2 gigawatts"], "1.2", "GW"),
        (["200 KB", "200+KB", "200+ KB"], "200", "KB"),
        (["10 倍", "10 多倍", "10 余倍"], "10", "x"),
        (["16 kHz", "16 千赫", "16千赫兹"], "16", "kHz"),
        (["5 亿元", "RMB 500 million", "500M yuan", "CNY 500M"], "500000000", "¥"),
    ],
)
def test_one_quantity_in_both_languages(spellings: list[str], value: str, unit: str) -> None:
    assert {s: counted(f"{s}.") for s in spellings} == {s: [(value, unit)] for s in spellings}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("20-30 %", [("20", "%"), ("30", "%")]),
        ("20–30%", [("20", "%"), ("30", "%")]),
        ("20 to 30 percent", [("20", "%"), ("30", "%")]),
        ("从 25 到 50 瓦", [("25", "W"), ("50", "W")]),
        ("70~80 倍", [("70", "x"), ("80", "x")]),
        ("1–2 million", [("1000000", ""), ("2000000", "")]),
        ("10 到 20 万", [("100000", ""), ("200000", "")]),
        ("10k-20k", [("10000", ""), ("20000", "")]),
        ("$10-20 million", [("10000000", "$"), ("20000000", "")]),
        ("4B-120B", [("4000000000", ""), ("120000000000", "")]),
        ("32k→128k", [("32000", ""), ("128000", "")]),
        ("3 years, 5 %", [("3", "yr"), ("5", "%")]),
    ],
)
def test_the_start_of_a_range_has_the_scale_and_unit_of_its_end(text: str, numbers: Counted) -> None:
    assert counted(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("-3.5%", [("-3.5", "%")]),
        ("−3.5 %", [("-3.5", "%")]),
        ("+3.5", [("3.5", "")]),
        ("from -3 to 3", [("-3", ""), ("3", "")]),
        ("(-5 ms)", [("-5", "ms")]),
        ("5-3", [("5", ""), ("3", "")]),
    ],
)
def test_a_sign_counts_where_it_is_one(text: str, numbers: Counted) -> None:
    assert counted(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("GPT-4o, Qwen3-8B, DeepSeek-V3.2, K2.5, H100, A3B", []),
        ("o3 and o4-mini", []),
        ("wav2vec on 3D input at 1080p over 5G", []),
        ("version 2.3.0 of 1.82.6", []),
        ("Claude Sonnet 4.6", [("4.6", "")]),
        ("16.8B-A3B", [("16800000000", "")]),
        ("GPT-5.1 上线，用了 0.7 秒", [("0.7", "s")]),
        ("1,2,3", [("1", ""), ("2", ""), ("3", "")]),
        ("1024x1024", [("1024", ""), ("1024", "")]),
        ("480×800, 480*800", [("480", ""), ("800", ""), ("480", ""), ("800", "")]),
        ("pass@1 is 85.3", [("1", ""), ("85.3", "")]),
        ("5 to the end", [("5", "")]),
        ("no numbers at all", []),
        ("", []),
    ],
)
def test_digits_of_names_are_no_numbers(text: str, numbers: Counted) -> None:
    assert counted(text) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("three times", [("3", "x")]),
        ("Twelve hours", [("12", "h")]),
        ("two million users", [("2000000", "")]),
        ("thirty percent", [("30", "%")]),
        ("five-day", [("5", "d")]),
        ("twice as fast", [("2", "x")]),
        ("one of the seven", [("1", ""), ("7", "")]),
        ("twofold", [("2", "x")]),
        ("提升三成，成为", [("30", "%")]),
        ("三元组、二元奖励、六年级、二维码、二次开发", []),
        ("两阶段", [("2", "")]),
        ("三倍", [("3", "x")]),
        ("两个月", [("2", "mo")]),
        ("两千万", [("20000000", "")]),
        ("一亿三千万", [("130000000", "")]),
        ("十二个", [("12", "")]),
        ("一百零五", [("105", "")]),
        ("三点五倍", [("3.5", "x")]),
        ("第二", [("2", "")]),
        ("一个模型，三种方法", [("1", ""), ("3", "")]),
        ("二〇二六年", [("2026", "yr")]),
        ("统一、一样、万一、千万、十分、四川", []),
        ("数十亿、几百、上千", []),
        ("anyone, often, tension", []),
    ],
)
def test_numbers_in_words(text: str, numbers: Counted) -> None:
    assert in_words(text) == numbers


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("2026-01-06", [(2026, 1, 6)]),
        ("2026/1/6 and 2026.1.7", [(2026, 1, 6), (2026, 1, 7)]),
        ("2026年1月6日", [(2026, 1, 6)]),
        ("2026 年 1 月 6 日", [(2026, 1, 6)]),
        ("2026 年 1 月", [(2026, 1, 0)]),
        ("2026年", [(2026, 0, 0)]),
        ("2026-01", [(2026, 1, 0)]),
        ("1 月 6 日", [(0, 1, 6)]),
        ("3月10号", [(0, 3, 10)]),
        ("12 月", [(0, 12, 0)]),
        ("January 6, 2026", [(2026, 1, 6)]),
        ("Jan. 6th", [(0, 1, 6)]),
        ("6 January 2026", [(2026, 1, 6)]),
        ("March 2026", [(2026, 3, 0)]),
        ("于April 26停止", [(0, 4, 26)]),
        ("in May", [(0, 5, 0)]),
        ("released in August", [(0, 8, 0)]),
        ("it may work, march on", []),
        ("4.5, 2.1.2, 1024", []),
        ("0 月 17 日", []),
        ("2026-02-30", []),
        ("2026年13月", [(2026, 0, 0)]),
    ],
)
def test_dates_in_both_languages(text: str, days: list[tuple[int, int, int]]) -> None:
    assert said(text) == days


@pytest.mark.parametrize("text", ["2026年1月6日", "January 6, 2026", "2026-01", "3 月 10 日", "2013年", "March 2026"])
def test_dates_are_no_numbers(text: str) -> None:
    assert quantities(text) == []


@pytest.mark.parametrize(
    ("claim", "source", "agree"),
    [
        ("2026年1月6日", "January 6, 2026", True),
        ("1 月 6 日", "2026-01-06", True),
        ("2026", "2026", True),
        ("2026 年", "2026-01-06", True),
        ("2026 年 1 月", "6 January 2026", True),
        ("2026-01-06", "January 2026", False),
        ("2026-01-06", "2026-01-07", False),
        ("1 月 7 日", "2026-01-06", False),
    ],
)
def test_a_date_agrees_with_one_that_says_all_it_says(claim: str, source: str, agree: bool) -> None:
    ours, theirs = (dates(text) or [Day(2026, 0, 0, 0, 4)] for text in (claim, source))

    assert ours[0].agrees(theirs[0]) is agree


MIXED = st.text() | st.lists(
    st.sampled_from([*"0123456789.,-+%$ 年月日万亿千百十一二点第个倍kMBTxe", "2026", "-01", "百分之", "GPT-4", " to ", "million", "three", "Jan"]),
    max_size=14,
).map("".join)  # fmt: skip


@settings(max_examples=500, deadline=None)
@given(MIXED)
def test_whatever_is_found_stands_where_it_says_and_in_order(text: str) -> None:
    for found in (quantities(text), dates(text), quantities_in_words(text)):
        spans = [(one.start, one.end) for one in found]
        assert spans == sorted(spans)
        assert all(0 <= start < end <= len(text) and not text[start].isspace() for start, end in spans)


@settings(max_examples=300, deadline=None)
@given(st.decimals(0, 999_999, places=2, allow_nan=False), st.sampled_from(["%", "ms", "GB", "倍", "个月"]))
def test_any_number_is_read_with_its_value(value: Decimal, unit: str) -> None:
    [plain] = quantities(f"共 {value:f} {unit}，")
    [grouped] = quantities(f"共 {value:,f}{unit}，")

    assert plain.value == grouped.value == value
    assert plain.unit == grouped.unit != ""


@given(st.dates(date(1900, 1, 1), date(2099, 12, 31)))
def test_any_day_is_read_in_either_language(day: date) -> None:
    spellings = [day.isoformat(), f"{day.year}年{day.month}月{day.day}日", f"{day.year} 年 {day.month} 月 {day.day} 日"]
    month = "January February March April May June July August September October November December".split()[
        day.month - 1
    ]
    spellings += [
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        f"{month[:3]} {day.day}, {day.year}",
    ]

    assert [said(spelling) for spelling in spellings] == [[(day.year, day.month, day.day)]] * 6


@pytest.mark.parametrize(
    ("text", "shared"),
    [
        ("69.8 against 57.8 %", [("69.8", "%")]),
        ("3.1, 3.8 and 7.9%", [("3.1", "%"), ("3.8", "%")]),
        ("1.6 和 2.5 个百分点", [("1.6", "pp")]),
        ("3 models, 5 %", []),
        ("5 ms", []),
    ],
)
def test_numbers_in_a_row_share_the_last_ones_unit(text: str, shared: Counted) -> None:
    assert [(f"{q.value:f}", q.unit) for q in shared_units(text, quantities(text))] == shared


@pytest.mark.parametrize(
    ("spellings", "value"),
    [
        (["1/6", "六分之一", "one sixth", "6:1"], "0.166667"),
        (["2/3", "三分之二", "two thirds"], "0.666667"),
        (["half", "一半", "halved", "1/2"], "0.5"),
    ],
)
def test_one_ratio_however_it_is_written(spellings: list[str], value: str) -> None:
    assert {s: [f"{r.value:f}" for r in ratios(s)] for s in spellings} == {s: [value] for s in spellings}


@pytest.mark.parametrize("text", ["2026/1/6", "12:30:11", "1/0", "a hundred"])
def test_what_is_no_ratio(text: str) -> None:
    assert ratios(text) == []


@pytest.mark.parametrize(
    ("text", "value", "unit"),
    [
        ("doubled", "2", "x"),
        ("half", "50", "%"),
        ("Qwen3-8B", "8000000000", ""),
        ("Qwen3-30B-A3B", "3000000000", ""),
        ("per million", "1000000", ""),
        ("每百万", "1000000", ""),
        ("a second screen", "2", ""),
        ("64 位", "64", "bit"),
        ("from zero", "0", ""),
        ("3rd", "3", ""),
        ("2.5 points", "2.5", "pp"),
        ("提示词 8.5W+", "85000", ""),
    ],
)
def test_what_is_said_in_passing(text: str, value: str, unit: str) -> None:
    assert (Decimal(value), unit) in implied(text)


@pytest.mark.parametrize("text", ["per second", "5 tokens a second at most", "8.5W", "no number", ""])
def test_nothing_more_is_implied(text: str) -> None:
    assert implied(text) == set()


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        (("1.5", "h"), ("90", "min")),
        (("0.5", "s"), ("500", "ms")),
        (("2", "yr"), ("24", "mo")),
        (("1", "TB"), ("1000", "GB")),
        (("2", "MW"), ("2000", "kW")),
        (("85", "%"), ("0.85", "")),
    ],
)
def test_quantities_of_one_kind_have_one_measure(ours: tuple[str, str], theirs: tuple[str, str]) -> None:
    assert in_one_measure(Decimal(ours[0]), ours[1]) == in_one_measure(Decimal(theirs[0]), theirs[1])


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("into legitimate, referent, and expert types", {3}),
        ("the fast, slow and medium modes", {3}),
        ("包含历史、文学和诗歌", {3}),
        ("discrete versus continuous", {2}),
        ("nothing of the kind", set()),
    ],
)
def test_lists_have_lengths(text: str, lengths: set[int]) -> None:
    assert lengths_of_lists(text) == lengths
