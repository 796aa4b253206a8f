"""Words to read again, quoted in both languages."""

from app.domain.policy.doubts import Doubt, quote


def test_six_passages_are_quoted_and_the_others_hinted_at() -> None:
    six = [(f"mot {number}", Doubt.HEALTH) for number in range(6)]
    assert quote(six[:1]).fr == "«\u202fmot 0\u202f» (santé)"
    assert quote(six[:2]).en == "“mot 0” (health), “mot 1” (health)"
    assert quote(six).en.endswith("“mot 5” (health)")
    assert quote([*six, *six]).fr.endswith("«\u202fmot 5\u202f» (santé), …")
    assert quote([("{words} %s", Doubt.AGE)]).en == "“{words} %s” (age)"
