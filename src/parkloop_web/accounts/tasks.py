"""Mails leave by jobs: a slow mail server delays no page, and tells nothing about addresses."""

from __future__ import annotations

from django.core.mail import send_mail
from procrastinate.contrib.django import app


@app.task(queue="mails", name="accounts.send_mail", retry=3)
def send_mail_job(subject: str, body: str, to: str) -> None:
    send_mail(subject, body, None, [to])
