"""What `parkloop doctor` can find, in words. OPS-01 to OPS-19."""

from __future__ import annotations

from typing import Final

from parkloop.findings import Rule, Severity
from parkloop.texts import Text

UNREACHABLE: Final = Rule(
    "OPS-01",
    Severity.ERROR,
    Text(
        "Vai trò “{role}” không nối được với cơ sở dữ liệu: {said}",
        "The role “{role}” cannot connect to the database: {said}",
    ),
    Text(
        "Với máy chủ riêng, người quản trị PostgreSQL chạy: CREATE ROLE parkloop_owner LOGIN "
        "PASSWORD '…'; CREATE ROLE parkloop_app LOGIN PASSWORD '…'; CREATE DATABASE parkloop OWNER "
        "parkloop_owner; rồi trong cơ sở dữ liệu đó: CREATE EXTENSION btree_gist; CREATE EXTENSION "
        "pg_trgm; CREATE EXTENSION unaccent. Sau đó đặt DATABASE_URL và DATABASE_OWNER_URL.",
        "With a server of your own, its administrator runs: CREATE ROLE parkloop_owner LOGIN "
        "PASSWORD '…'; CREATE ROLE parkloop_app LOGIN PASSWORD '…'; CREATE DATABASE parkloop OWNER "
        "parkloop_owner; then in that database: CREATE EXTENSION btree_gist; CREATE EXTENSION "
        "pg_trgm; CREATE EXTENSION unaccent. Then set DATABASE_URL and DATABASE_OWNER_URL.",
    ),
)
MISSING_EXTENSION: Final = Rule(
    "OPS-02",
    Severity.ERROR,
    Text("Cơ sở dữ liệu thiếu phần mở rộng {name}.", "The database lacks the extension {name}."),
    Text(
        "Người quản trị PostgreSQL chạy trong cơ sở dữ liệu đó: CREATE EXTENSION {name}",
        "The administrator of PostgreSQL runs in that database: CREATE EXTENSION {name}",
    ),
)
NOT_MIGRATED: Final = Rule(
    "OPS-03",
    Severity.ERROR,
    Text(
        "{count} bước nâng cấp bảng chưa được thực hiện, đầu tiên là {first}.",
        "{count} steps of upgrading the tables have not been done, the first is {first}.",
    ),
    Text(
        "Chạy parkloop serve; lệnh này nâng cấp trước khi mở trang web.",
        "Run parkloop serve; it upgrades before it opens the site.",
    ),
)
UNPROTECTED: Final = Rule(
    "OPS-04",
    Severity.ERROR,
    Text(
        "Bảng {table} không có chính sách bảo vệ dòng: vai trò ứng dụng đọc được dòng của mọi "
        "doanh nghiệp.",
        "The table {table} has no row-level security: the application's role reads the rows of "
        "every enterprise.",
    ),
    Text(
        "Đừng mở trang web. Nếu ai đó đã tắt chính sách bằng tay: ALTER TABLE {table} ENABLE ROW "
        "LEVEL SECURITY; nếu không, hãy báo lỗi (SECURITY.md).",
        "Do not open the site. If somebody switched it off by hand: ALTER TABLE {table} ENABLE ROW "
        "LEVEL SECURITY; otherwise report it (SECURITY.md).",
    ),
)
TOO_MIGHTY: Final = Rule(
    "OPS-05",
    Severity.ERROR,
    Text(
        "Vai trò ứng dụng “{role}” có quyền quá lớn: {powers}. Chính sách bảo vệ dòng không ràng "
        "buộc nó.",
        "The application's role “{role}” is too mighty: {powers}. Row-level security does not bind "
        "it.",
    ),
    Text(
        "Dùng hai vai trò khác nhau cho DATABASE_URL và DATABASE_OWNER_URL; vai trò ứng dụng: "
        "ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB, và không sở hữu bảng.",
        "Use two different roles for DATABASE_URL and DATABASE_OWNER_URL; for the application's: "
        "ALTER ROLE {role} NOSUPERUSER NOBYPASSRLS NOCREATEROLE NOCREATEDB, and let it own no "
        "table.",
    ),
)
CHANGEABLE: Final = Rule(
    "OPS-06",
    Severity.ERROR,
    Text(
        "Vai trò ứng dụng có quyền {privilege} trên bảng chỉ được ghi thêm {table}.",
        "The application's role may {privilege} the table {table}, which is append-only.",
    ),
    Text(
        "Chạy parkloop serve; lệnh này đặt lại quyền.",
        "Run parkloop serve; it sets the grants again.",
    ),
)
CHAIN_BROKEN: Final = Rule(
    "OPS-07",
    Severity.ERROR,
    Text(
        "Chuỗi nhật ký không còn nguyên vẹn: {events} sự kiện, đứt ở số {broken_at}, {unlinked} "
        "chưa nối. Ai đó đã sửa nhật ký ngoài Parkloop.",
        "The chain of the audit does not hold: {events} events, broken at {broken_at}, {unlinked} "
        "not linked. Somebody has altered the audit outside Parkloop.",
    ),
    Text(
        "So sánh với bản sao lưu gần nhất còn nguyên vẹn (parkloop restore vào thư mục khác, rồi "
        "parkloop doctor), và báo người phụ trách.",
        "Compare with the newest backup in which it holds (parkloop restore into another folder, "
        "then parkloop doctor), and tell whoever is responsible.",
    ),
)
JOBS_STUCK: Final = Rule(
    "OPS-08",
    Severity.WARNING,
    Text(
        "{waiting} việc nền chờ quá {minutes} phút, {silent} việc thuộc về tiến trình đã im lặng.",
        "{waiting} jobs have waited for more than {minutes} minutes, {silent} belong to a worker "
        "that has fallen silent.",
    ),
    Text(
        "Việc của tiến trình đã dừng tự chạy lại trong vòng một phút khi parkloop serve đang chạy. "
        "Nếu parkloop serve đang chạy mà việc vẫn chờ, hãy khởi động lại nó.",
        "Jobs of a dead worker are taken up within a minute while parkloop serve runs. If it runs "
        "and jobs still wait, start it again.",
    ),
)
JOBS_FAILED: Final = Rule(
    "OPS-09",
    Severity.WARNING,
    Text(
        "{count} việc nền thất bại trong 7 ngày qua, gần nhất: {task}.",
        "{count} jobs failed within the last 7 days, the newest: {task}.",
    ),
    Text(
        "Người yêu cầu đã được báo. Lý do nằm trong đầu ra của parkloop serve.",
        "Whoever asked for them was told. The reason is in the output of parkloop serve.",
    ),
)
DISK_FULL: Final = Rule(
    "OPS-10",
    Severity.WARNING,
    Text(
        "Ổ đĩa của {folder} chỉ còn {free} GB trống ({share} %).",
        "The disk of {folder} has only {free} GB left ({share} %).",
    ),
    Text(
        "Dọn ổ đĩa hoặc chuyển thư mục dữ liệu sang ổ lớn hơn trước khi cơ sở dữ liệu ngừng ghi.",
        "Free some space or move the data folder to a larger disk before the database stops "
        "writing.",
    ),
)
CLOCKS_DIFFER: Final = Rule(
    "OPS-11",
    Severity.WARNING,
    Text(
        "Đồng hồ của cơ sở dữ liệu lệch {seconds} giây so với máy này.",
        "The clock of the database differs by {seconds} s from this machine's.",
    ),
    Text(
        "Bật đồng bộ giờ (NTP) trên cả hai máy: hạn nộp và mã hai lớp dựa vào giờ.",
        "Switch time synchronisation (NTP) on at both machines: deadlines and second factors "
        "depend on the time.",
    ),
)
KEY_OPEN: Final = Rule(
    "OPS-12",
    Severity.ERROR,
    Text(
        "Khóa bí mật {file} đọc được bởi tài khoản khác trên máy.",
        "The secret key {file} can be read by other accounts of this machine.",
    ),
    Text("Chạy: chmod 600 {file}", "Run: chmod 600 {file}"),
)
NO_BACKUP: Final = Rule(
    "OPS-13",
    Severity.INFO,
    Text(
        "Bản sao lưu gần nhất: {when_vi}.",
        "The newest backup: {when_en}.",
    ),
    Text(
        "Chạy parkloop backup mỗi ngày (cron hoặc systemd) và cất tệp ở máy khác.",
        "Run parkloop backup every day (cron or systemd) and keep the file on another machine.",
    ),
)
