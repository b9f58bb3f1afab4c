"""The operations of the API on a zone's statistics, indices and plans, with who may ask."""

from typing import Any, Final

Z: Final = "/api/v1/zones/zone"
PLAN: Final[dict[str, Any]] = {
    "id": "city-plan",
    "version": "1",
    "title": {"vi": "Kế hoạch thử", "en": "A trial plan"},
    "area": "vn63-hai-phong",
    "goals": [{"id": "digital", "name": {"vi": "Kinh tế số", "en": "Digital economy"}}],
    "targets": [
        {
            "id": "digital-2030",
            "name": {"vi": "Kinh tế số 40 %", "en": "Digital economy 40 %"},
            "objective": "digital",
            "indicator": "digital.share-of-grdp",
            "type": "floor",
            "unit": "%",
            "year": 2030,
            "value": 40,
        }
    ],
}
METHOD: Final[dict[str, Any]] = {
    "id": "trial",
    "version": "1",
    "title": {"vi": "Chỉ số thử", "en": "A trial index"},
    "nodes": [{"id": "top", "name": {"vi": "Tổng", "en": "Total"}}],
    "indicators": [
        {"id": "pgi.climate-hazard-risk", "parent": "top"},
        {"id": "pgi.env-leadership", "parent": "top", "weight": 2},
    ],
    "areas": ["vn63-bac-ninh", "vn63-hai-duong", "vn63-an-giang"],
    "normalisation": {"rule": "scale", "low": 0, "high": 10},
    "sensitivity": {"weight_sets": 20, "aggregations": ["arithmetic", "geometric"]},
}
#: Operation → (method, address, body, what the board gets, what a member of the zone gets).
OF_ZONES: Final[dict[str, tuple[str, str, Any, int, int]]] = {
    "observations": ("get", f"{Z}/observations", None, 200, 200),
    "export_observations": ("get", f"{Z}/observations/file", None, 200, 200),
    "one_intake": ("get", f"{Z}/observations/imports/1", None, 404, 404),
    "send_observations": ("post", f"{Z}/observations/imports", None, 422, 422),
    "take_observations": ("post", f"{Z}/observations/imports/1/take", {}, 404, 404),
    "records": ("get", f"{Z}/indexes", None, 200, 200),
    "keep_record": ("post", f"{Z}/indexes", {"content": METHOD}, 201, 404),
    "build_index": ("get", f"{Z}/indexes/trial", None, 200, 404),
    "compare_index": ("get", f"{Z}/indexes/trial/compare", None, 200, 404),
    "index_sensitivity": ("get", f"{Z}/indexes/trial/sensitivity", None, 200, 404),
    "plan_report": ("get", f"{Z}/plans/city-plan?day=2026-06-30", None, 200, 404),
}
