"""Studies of ads, as the steps of a study want a kind."""

from __future__ import annotations

from collections.abc import Mapping

from seenby.model import Deviation, KeptSource, Plan, Study, StudyResult
from seenby.study.ads.planning import plan_from_json, plan_of, registration_text
from seenby.study.ads.planning.by_hand import by_hand
from seenby.study.ads.planning.plan_file import plan_to_json
from seenby.study.ads.planning.plan_summary import summary
from seenby.study.ads.results.judge_ads import JudgedAds, judge_ads
from seenby.study.ads.study_file import ask
from seenby.study.folder import StudyFolder
from seenby.study.kind import Asked, Decided, Kind, Planned


class AdStudies:
    """Ads that are run side by side, and who they were shown to. The names of its parts are those of `Kind`."""

    name = "ads"

    def ask(self, folder: StudyFolder) -> Asked[Study]:
        """The question in a folder; see `Kind.ask`."""
        return ask(folder)

    def plan(self, asked: Asked[Study], seed: int) -> Planned[Plan]:
        """The plan of a question under a seed; see `Kind.plan`."""
        made = plan_of(asked.design, asked.study_sha256, asked.files, seed)
        text = plan_to_json(made.plan, outlook=made.outlook, codes=tuple(one.code for one in made.warnings))
        return Planned(made.plan, text, by_hand(made.plan), tuple(summary(made)), made.warnings)

    def plan_from(self, text: str | bytes, where: str) -> Plan:
        """The plan in a text; see `Kind.plan_from`."""
        return plan_from_json(text, where)

    def by_hand(self, plan: Plan) -> str:
        """A plan as steps for a person at an ads manager."""
        return by_hand(plan)

    def registration(self, plan: Plan, at: str) -> str:
        """The text that seals a plan."""
        return registration_text(plan, at)

    def shown_files(self, plan: Plan) -> Mapping[str, str]:
        """Each arm's picture, with the SHA-256 that it was planned with; empty where the plan has none."""
        return {arm.picture: plan.pictures.get(arm.name, "") for arm in plan.study.arms}

    def judge(
        self,
        folder: StudyFolder,
        decided: Decided[Plan],
        noted: tuple[Deviation, ...],
        sources: tuple[KeptSource, ...],
    ) -> JudgedAds:
        """What the kept sources come to; see `Kind.judge`."""
        return judge_ads(folder, decided, noted, sources)


def _is_a_kind() -> Kind[Study, Plan, StudyResult]:
    """For the type checker: whatever a kind must give, this one gives."""
    return AdStudies()
