"""Searches for candidates and networks as jobs: they survive a kill, run under the rights of their
asker, and tell when done."""

from __future__ import annotations

from django.utils import timezone

from parkloop.errors import RequestError
from parkloop.texts import Text
from parkloop_web.accounts.models import User
from parkloop_web.exchanges.models import NetworkRun
from parkloop_web.exchanges.networking import run
from parkloop_web.exchanges.searching import search
from parkloop_web.jobs.models import Job
from parkloop_web.jobs.running import Progress, job
from parkloop_web.ledger.models import Notice
from parkloop_web.parks.models import Node

#: What is being done, by the name of the step.
_STEPS = {
    "ledger": Text("Đọc sổ cái", "Reading the ledger"),
    "network": Text("Tìm mạng tốt nhất", "Searching the best network"),
    "shares": Text("Chia lợi ích", "Sharing the gain"),
    "front": Text("Lập đường biên", "Drawing the front"),
    "events": Text("Thử các sự kiện", "Trying events"),
    "views": Text("Lập trang và biểu đồ", "Making pages and charts"),
}


def search_subject(place: Node) -> str:
    """What the job of a search over a place is known by."""
    return f"search/{place.pk}"


def start_search(place: Node, asker: User) -> Job:
    """Queue a search for candidates; while one waits or runs, that one is given back."""
    return search_job.start(
        asker,
        Text(f"tìm trao đổi của {place.name_vi}", f"searching exchanges of {place.name_en}"),
        subject=search_subject(place),
        link=f"/p/{place.code}/exchanges/",
        place_id=place.pk,
        asker_id=asker.pk,
    )


@job("exchanges.search", queue="studies")
def search_job(progress: Progress, *, place_id: int, asker_id: int) -> None:
    """A matching over what was submitted at a place; killed before its end, nothing of it is
    there."""
    place = Node.objects.select_related("zone", "park").get(pk=place_id)
    progress(Text("Xếp hạng các cặp", "Ranking the pairs"), 0.1)
    if search(place, User.objects.get(pk=asker_id), timezone.now()) is None:
        raise RequestError(
            Text(
                "Chưa có tháng nào được gửi, nên chưa tìm được.",
                "No month has been submitted yet, so that nothing could be searched.",
            )
        )


def subject_of(kept: NetworkRun) -> str:
    """What the job of a run is known by."""
    return f"network/{kept.pk}"


def link_of(kept: NetworkRun) -> str:
    return f"/p/{kept.place.code}/networks/{kept.pk}/"


def start(kept: NetworkRun, asker: User) -> None:
    """Queue a run in the transaction of the request that asked for it: both or neither."""
    place = kept.place
    network_job.start(
        asker,
        Text(f"tìm mạng trao đổi của {place.name_vi}", f"a network for {place.name_en}"),
        subject=subject_of(kept),
        link=link_of(kept),
        run_id=kept.pk,
        asker_id=asker.pk,
    )


def _not_run(fault: Text, *, run_id: int, asker_id: int) -> None:
    kept = NetworkRun.objects.select_related("place").get(pk=run_id)
    kept.state, kept.finished_at = NetworkRun.State.FAILED, timezone.now()
    kept.fault_vi, kept.fault_en = fault.vi, fault.en
    kept.save()
    _tell(kept, asker_id)


@job("exchanges.network", queue="studies", on_failure=_not_run, tells=False)
def network_job(progress: Progress, *, run_id: int, asker_id: int) -> None:
    """Run a stored search; run again after a kill it begins anew and leaves the same rows."""
    kept = NetworkRun.objects.select_related("place", "place__zone", "place__park").get(pk=run_id)
    if not kept.is_open:
        return
    run(kept, lambda step, done: progress(_STEPS[step], done))
    _tell(kept, asker_id)


def _tell(kept: NetworkRun, user_id: int) -> None:
    done = kept.state == NetworkRun.State.DONE
    place = kept.place
    text = Text(
        f"Đã tìm xong mạng trao đổi của {place.name_vi}."
        if done
        else f"Chưa tìm được mạng trao đổi của {place.name_vi}: {kept.fault_vi}",
        f"The network of exchanges of {place.name_en} is ready."
        if done
        else f"No network of exchanges of {place.name_en}: {kept.fault_en}",
    )
    Notice.objects.get_or_create(
        user_id=user_id,
        mark=f"network-{kept.pk}",
        defaults={
            "kind": "study",
            "text_vi": text.vi[:500],
            "text_en": text.en[:500],
            "link": link_of(kept),
        },
    )
