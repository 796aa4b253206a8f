"""A job as schema.org's JobPosting, for search engines and job boards: what the page shows, and nothing else."""

from datetime import date, datetime, time
from typing import Any

from ...core.clock import firm_zone
from ...domain.firm.queries import current_brand, current_firm
from ...domain.jobs.enums import Contract, PayPeriod, RemotePolicy
from ...domain.jobs.queries import JobWithText
from ..kit.filters import iso, local_day, markdown
from ..kit.places import whole_address

EMPLOYMENT = {
    Contract.PERMANENT: "FULL_TIME",
    Contract.FIXED_TERM: "TEMPORARY",
    Contract.INTERNSHIP: "INTERN",
    Contract.APPRENTICESHIP: "OTHER",
    Contract.FREELANCE: "CONTRACTOR",
}
UNITS = {PayPeriod.YEAR: "YEAR", PayPeriod.MONTH: "MONTH", PayPeriod.DAY: "DAY"}


def job_posting(found: JobWithText) -> dict[str, Any]:
    """The whole object. Keys without a value are left out; Google's guide names them required or recommended."""
    job, text = found.job, found.text
    firm = current_firm().name
    posting = {
        "@context": "https://schema.org/",
        "@type": "JobPosting",
        "title": text.title,
        "description": str(markdown(text.description)),
        "inLanguage": text.locale,
        "url": whole_address("careers.show_job", slug=job.slug, lang=text.locale),
        "identifier": {"@type": "PropertyValue", "name": firm, "value": str(job.id)},
        "datePosted": iso(local_day(job.published_at)) if job.published_at else None,
        "validThrough": _end_of(job.closes_on) if job.closes_on else None,
        "employmentType": EMPLOYMENT[job.contract],
        "hiringOrganization": _organization(),
        "directApply": True,
        "baseSalary": _salary(found),
        **_place(found),
    }
    return {name: value for name, value in posting.items() if value is not None}


def _organization() -> dict[str, Any]:
    logo = current_brand().logo
    pictured = {"logo": whole_address("careers.show_image", sha256=logo.sha256)} if logo else {}
    return {
        "@type": "Organization",
        "name": current_firm().name,
        "sameAs": whole_address("careers.show_home"),
        **pictured,
    }


def _end_of(day: date) -> str:
    """The last second of a day, by the firm's clocks."""
    return datetime.combine(day, time(23, 59, 59), firm_zone()).isoformat()


def _place(found: JobWithText) -> dict[str, Any]:
    """The address; of a remote job, the country in which one may live, and no address that it does not have."""
    job = found.job
    country = {"@type": "Country", "name": job.country}
    if job.remote_policy is RemotePolicy.REMOTE:
        return {"jobLocationType": "TELECOMMUTE", "applicantLocationRequirements": country}
    address = {
        "@type": "PostalAddress",
        "streetAddress": job.street,
        "postalCode": job.postal_code,
        "addressLocality": job.place,
        "addressCountry": job.country,
    }
    return {"jobLocation": {"@type": "Place", "address": {key: value for key, value in address.items() if value}}}


def _salary(found: JobWithText) -> dict[str, Any] | None:
    job = found.job
    if not (job.pay_min and job.pay_max):
        return None
    value = {
        "@type": "QuantitativeValue",
        "minValue": job.pay_min,
        "maxValue": job.pay_max,
        "unitText": UNITS[job.pay_period],
    }
    return {"@type": "MonetaryAmount", "currency": job.pay_currency, "value": value}
