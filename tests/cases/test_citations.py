"""Citations are read: lists, ranges and the laws they name; what is no article of a law is left out."""

from __future__ import annotations

import pytest
from decisions import rulebook, runner

from clearance.app.citations import Article

ARTICLE_NOT_SEEN = {"ae-tdra/texts", "it-codice/energy-calls", "mx-lfpdppp/objection", "ng-ndpa/trackers"}
"""Rules whose sources name the law and not the article; they say so in their limits."""


def read(text: str, home: str = "") -> set[str]:
    """Return the articles of a citation in short."""
    return {str(one) for one in runner().instruments.articles(text, home)}


@pytest.mark.parametrize(
    ("text", "home", "expected"),
    [
        ("Art. 6(1)(a), (f); CJEU C-252/21", "eu-gdpr", {"eu-gdpr 6.1.a", "eu-gdpr 6.1.f"}),
        ("Art. 12(2)-(3), 15-17; Recital 42", "g", {"g 12.2", "g 12.3", "g 15", "g 16", "g 17"}),
        ("Art. 13(1)(b), (d), 13(2)(b)-(c)", "g", {"g 13.1.b", "g 13.1.d", "g 13.2.b", "g 13.2.c"}),
        ("Art. 5(3) with Art. 4(11), 7 GDPR", "eu-eprivacy", {"eu-eprivacy 5.3", "eu-gdpr 4.11", "eu-gdpr 7"}),
        ("Art. 95; Directive 2002/58/EC Art. 13(2)", "eu-gdpr", {"eu-gdpr 95", "eu-eprivacy 13.2"}),
        ("Art. 13(2), not taken over by Art. 398 of the Polish law", "eu-eprivacy", {"eu-eprivacy 13.2"}),
        ("Art. 4 Directive 2008/48/EC", "eu-ccd2", {"Directive 2008/48/EC 4"}),
        ("GDPR Art. 5(1)(a) with Art. 6, 9 and 13", "", {f"eu-gdpr {one}" for one in ("5.1.a", "6", "9", "13")}),
        ("UK GDPR Art. 4(11), 6(1)(a), 7", "", {"uk-gdpr 4.11", "uk-gdpr 6.1.a", "uk-gdpr 7"}),
        ("Reg. 2(1), 6(2); Art. 7(3) UK GDPR", "uk-pecr", {"uk-pecr reg. 2.1", "uk-pecr reg. 6.2", "uk-gdpr 7.3"}),
        ("PECR 2003 Reg. 6 and 22 (element of consent)", "", {"uk-pecr reg. 6", "uk-pecr reg. 22"}),
        ("CPCE Art. L.34-5", "", {"fr-cpce L34-5"}),
        ("Art. L34-5, paras 1-2", "fr-cpce", {"fr-cpce L34-5.1", "fr-cpce L34-5.2"}),
        ("Codice privacy Art. 130(3-bis)", "", {"it-codice 130.3-bis"}),
        ("s. 7(2) no. 1", "de-uwg", {"de-uwg 7.2.1"}),
        ("Directive 2005/29/EC Annex I no. 26", "", {"eu-ucpd annex I.26"}),
        ("Annex I points 7, 19, 20; Art. 7(6)", "u", {"u annex I.7", "u annex I.19", "u annex I.20", "u 7.6"}),
        ("CASL s. 6(2)(c), 11(1)(b), 11(3)", "", {"ca-casl 6.2.c", "ca-casl 11.1.b", "ca-casl 11.3"}),
        ("s. 16, 20-22; Sch. 2, cl. 2, 4", "s", {"s 16", "s 20", "s 21", "s 22", "s sch. 2.2", "s sch. 2.4"}),
        ("s. 18(1); Spam Regulations 2021, s. 7", "au-spam", {"au-spam 18.1", "Spam Regulations 2021 7"}),
        ("APP 7.2(c)-(d), 7.3(c)", "p", {"p APP 7.2.c", "p APP 7.2.d", "p APP 7.3.c"}),
        ("LGPD Art. 7", "", {"br-lgpd 7"}),
        ("Art. 7 I, IX, 8 § 5", "br-lgpd", {"br-lgpd 7.I", "br-lgpd 7.IX", "br-lgpd 8.§ 5"}),
        ("PDPO s. 35G(3)", "", {"hk-pdpo 35G.3"}),
        ("Art. 22-2; Enforcement Decree, Art. 17-2", "kr-pipa", {"kr-pipa 22-2", "Enforcement Decree 17-2"}),
        ("s. 11; Second Schedule, para. 2", "sg-sca", {"sg-sca 11", "sg-sca sch. 2.2"}),
        (
            "Cal. Civ. Code §§ 1798.120(a), 1798.135(c)(4); 11 CCR § 7025(b)-(c)(1)",
            "us-ca-ccpa",
            {"Cal. Civ. Code 1798.120.a", "Cal. Civ. Code 1798.135.c.4", "11 CCR 7025.b", "11 CCR 7025.c.1"},
        ),
        ("15 U.S.C. § 7704(a)(4)(A)(i)-(iii)", "", {f"15 U.S.C. 7704.a.4.A.{one}" for one in ("i", "ii", "iii")}),
        ("16 CFR §§ 312.3 - 312.5", "", {"16 CFR 312.3", "16 CFR 312.4", "16 CFR 312.5"}),
        ("42 U.S.C. § 3604(c); 24 CFR 100.75", "", {"42 U.S.C. 3604.c", "24 CFR 100.75"}),
        ("47 USC § 227(e); 47 CFR § 64.1604", "", {"47 U.S.C. 227.e", "47 CFR 64.1604"}),
        ("RCW 80.36.390(2), (5), 19.158.040(4)", "", {"RCW 80.36.390.2", "RCW 80.36.390.5", "RCW 19.158.040.4"}),
        ("Cal. Bus. & Prof. Code § 22575(b)(5)", "", {"Cal. Bus. & Prof. Code 22575.b.5"}),
        ("Tex. Bus. & Com. Code § 503.001", "", {"Tex. Bus. & Com. Code 503.001"}),
        ("Md. Code, Com. Law § 14-4707(a)(1)", "", {"Md. Code, Com. Law 14-4707.a.1"}),
        ("740 ILCS 14/15(b)", "", {"740 ILCS 14/15.b"}),
        ("Conn. Public Act 26-64", "us-ct-pricing", {"us-ct-pricing"}),
        ("sg-pdpa s. 44", "", {"sg-pdpa 44"}),
        ("PDPA s. 44", "", {"PDPA 44"}),
        ("CNIL guidance of 2020", "fr-cnil", set()),
    ],
)
def test_articles_named_by_a_citation(text: str, home: str, expected: set[str]) -> None:
    """Lists, ranges and instruments are read; a short name that two laws share stands for neither."""
    assert read(text, home) == expected


def test_an_article_lies_within_what_it_is_a_part_of() -> None:
    """Article 6(1)(a) lies within Article 6, not the other way round, and not in the Article 6 of another law."""
    whole, point = Article("eu-gdpr", ("6",)), Article("eu-gdpr", ("6", "1", "a"))

    assert point.lies_within(whole)
    assert not whole.lies_within(point)
    assert not point.lies_within(Article("eu-eprivacy", ("6",)))
    assert not Article("eu-gdpr", ("61",)).lies_within(whole)


def test_every_rule_of_law_cites_something_that_can_be_read() -> None:
    """An article, or a law by its number, is found in the citation of every rule of law that is shipped."""
    packs = rulebook().packs
    unread = [
        f"{rule.id}: {version.cite}"
        for rule in rulebook().rules.values()
        if packs[rule.pack].kind == "law" and rule.id not in ARTICLE_NOT_SEEN
        for version in rule.versions
        if not runner().instruments.articles(version.cite, rule.pack)
    ]

    assert unread == []
