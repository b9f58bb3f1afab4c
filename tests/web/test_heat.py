"""The page of heat targets: sentence, curves, table, and what is wrong with a table."""

import pytest
from django.urls import reverse

pytestmark = pytest.mark.django_db


def ask(people, **data):
    response = people.client("tenant").post(reverse("heat-targets"), data)
    return response.status_code, response.content.decode()


def test_it_opens_with_four_streams_that_teach(people):
    response = people.client("tenant").get(reverse("heat-targets"))
    text = response.content.decode()
    assert "Cần cấp ít nhất 20 kW và làm mát 60 kW; điểm pinch ở 85 °C" in text
    assert text.count("<polyline") == 3
    assert "Bảng số của các đường" in text
    assert "Hai đường chồng nhau 450 kW theo chiều ngang" in text


def test_a_table_with_plants_and_a_main(people):
    table = "id,plant,supply_c,target_c,duty_kw\nA,a,200,80,1000\nB,b,40,120,700\n"
    status, text = ask(people, table=table, difference="10", mains="LPS=130")
    assert status == 200
    assert "200<span" in text


def test_every_error_of_a_table_is_told(people):
    status, text = ask(people, table="id,supply_c,target_c\nA,warm,80\nB,80,40\n", difference="10")
    assert status == 422
    assert "Dòng nhiệt “A”: cột supply_c ghi “warm”, cần một số." in text
    assert "Dòng nhiệt “B” không có tải nhiệt dương." in text
    status, text = ask(people, table="name\nA\n", difference="10")
    assert "Thiếu cột: id, supply_c, target_c." in text
    assert (
        "“ten” không phải là số; viết như 1500 hoặc 1,5."
        in ask(people, table="", difference="ten")[1]
    )
