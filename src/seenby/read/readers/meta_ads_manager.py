"""Meta Ads Manager and Ads Reporting: CSV and XLSX, any columns, nine interface languages."""

from seenby.read.readers.family import FamilyReader

READER = FamilyReader(
    name="meta-ads-manager",
    title="Meta Ads Manager or Ads Reporting export (CSV, XLSX)",
    platform="meta",
    family="meta",
    example="seenby audit Untitled-Report.csv",
)
