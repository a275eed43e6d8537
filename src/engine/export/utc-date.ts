const DAY_SECONDS = 86_400;

/**
 * The day of an instant in UTC, such as `2026-11-25`. By hand, because the engine asks no `Date`: counted from the first of
 * March, so that the leap day is the last of its year (the algorithm is Howard Hinnant's `civil_from_days`).
 *
 * @param unixSeconds from 0 to the end of the year 9999
 */
export function utcDate(unixSeconds: number): string {
  const days = Math.floor(unixSeconds / DAY_SECONDS) + 719_468;
  const era = Math.floor(days / 146_097);
  const dayOfEra = days - era * 146_097;
  const leapDays =
    Math.floor(dayOfEra / 1_460) - Math.floor(dayOfEra / 36_524) + Math.floor(dayOfEra / 146_096);
  const yearOfEra = Math.floor((dayOfEra - leapDays) / 365);
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const monthFromMarch = Math.floor((5 * dayOfYear + 2) / 153);
  const day = dayOfYear - Math.floor((153 * monthFromMarch + 2) / 5) + 1;
  const month = monthFromMarch < 10 ? monthFromMarch + 3 : monthFromMarch - 9;
  const year = era * 400 + yearOfEra + (month <= 2 ? 1 : 0);
  return `${padded(year, 4)}-${padded(month, 2)}-${padded(day, 2)}`;
}

function padded(number: number, length: number): string {
  return String(number).padStart(length, '0');
}
