//! The units by name.

use super::unit::{Base, Unit, scaled};

/// The unit of this exact name, without a prefix.
pub fn unit(name: &str) -> Option<Unit> {
    let (base, power, num, den) = entry(name)?;
    if name == "mph" || matches!(name, "kph" | "kmh" | "kmph") {
        let mut speed = scaled(base, power, num, den)?;
        speed.dimension[Base::Time as usize] = -1;
        return Some(speed);
    }
    scaled(base, power, num, den)
}

/// The unit of this name, if it takes a prefix: `long` for written out ones (`kilo`).
pub fn prefixable(name: &str, long: bool) -> Option<Unit> {
    const SYMBOLS: [&str; 17] = [
        "m", "g", "s", "L", "l", "A", "V", "Ω", "W", "Wh", "J", "cal", "N", "Pa", "Hz", "B", "mol",
    ];
    const NAMES: [&str; 19] = [
        "meter", "metre", "gram", "second", "liter", "litre", "ampere", "amp", "volt", "ohm",
        "watt", "joule", "calorie", "newton", "pascal", "hertz", "byte", "mole", "bit",
    ];
    let singular = name.strip_suffix('s').unwrap_or(name);
    let found = if long { NAMES.contains(&singular) } else { SYMBOLS.contains(&name) };
    found.then(|| unit(if long { singular } else { name })).flatten()
}

/// Base quantity, its power, and the factor as a fraction.
fn entry(name: &str) -> Option<(Base, i8, i128, i128)> {
    use Base::{
        Angle, Celsius, Current, Data, Dollar, Energy, Euro, Fahrenheit, Force, Frequency, Kelvin,
        Length, Loudness, Mass, Month, Pixel, Pound, Power, Pressure, Resistance, Rupee, Substance,
        Time, Voltage, Won, Yen, Yuan,
    };
    Some(match name {
        "m" | "meter" | "metre" => (Length, 1, 1, 1),
        "in" | "inch" | "inches" | "\"" => (Length, 1, 254, 10_000),
        "ft" | "foot" | "feet" => (Length, 1, 3048, 10_000),
        "yd" | "yard" => (Length, 1, 9144, 10_000),
        "mi" | "mile" => (Length, 1, 1_609_344, 1000),
        "L" | "l" | "liter" | "litre" => (Length, 3, 1, 1000),
        "ha" | "hectare" => (Length, 2, 10_000, 1),
        "mph" => (Length, 1, 1_609_344, 3_600_000),
        "kph" | "kmh" | "kmph" => (Length, 1, 1000, 3600),
        "g" | "gram" | "gm" => (Mass, 1, 1, 1),
        "t" | "ton" | "tonne" => (Mass, 1, 1_000_000, 1),
        "lb" | "lbs" | "pound" => (Mass, 1, 45_359_237, 100_000),
        "oz" | "ounce" => (Mass, 1, 45_359_237, 1_600_000),
        "s" | "sec" | "second" => (Time, 1, 1, 1),
        "min" | "minute" => (Time, 1, 60, 1),
        "h" | "hr" | "hour" => (Time, 1, 3600, 1),
        "d" | "day" => (Time, 1, 86_400, 1),
        "wk" | "week" => (Time, 1, 604_800, 1),
        "mo" | "month" => (Month, 1, 1, 1),
        "yr" | "y" | "year" => (Month, 1, 12, 1),
        "°" | "deg" | "degree" => (Angle, 1, 1, 1),
        "°C" | "°c" | "celsius" | "centigrade" | "degC" | "C" => (Celsius, 1, 1, 1),
        "°F" | "°f" | "fahrenheit" | "degF" | "F" => (Fahrenheit, 1, 1, 1),
        "K" | "kelvin" => (Kelvin, 1, 1, 1),
        "A" | "amp" | "ampere" => (Current, 1, 1, 1),
        "V" | "volt" => (Voltage, 1, 1, 1),
        "Ω" | "ohm" | "ω" => (Resistance, 1, 1, 1),
        "W" | "watt" => (Power, 1, 1, 1),
        "J" | "joule" => (Energy, 1, 1, 1),
        "Wh" => (Energy, 1, 3600, 1),
        "cal" | "calorie" => (Energy, 1, 4184, 1000),
        "N" | "newton" => (Force, 1, 1, 1),
        "Pa" | "pascal" => (Pressure, 1, 1, 1),
        "Hz" | "hertz" => (Frequency, 1, 1, 1),
        "B" | "byte" => (Data, 1, 1, 1),
        "bit" => (Data, 1, 1, 8),
        "px" | "pixel" => (Pixel, 1, 1, 1),
        "mol" | "mole" => (Substance, 1, 1, 1),
        "dB" | "db" | "decibel" => (Loudness, 1, 1, 1),
        "$" | "usd" | "USD" | "US$" | "dollar" => (Dollar, 1, 1, 1),
        "¢" | "cent" => (Dollar, 1, 1, 100),
        "€" | "eur" | "EUR" | "euro" => (Euro, 1, 1, 1),
        "£" | "gbp" | "GBP" => (Pound, 1, 1, 1),
        "¥" | "jpy" | "JPY" | "yen" => (Yen, 1, 1, 1),
        "cny" | "CNY" | "rmb" | "RMB" | "yuan" => (Yuan, 1, 1, 1),
        "₹" | "inr" | "INR" | "rupee" | "Rs" | "rs" => (Rupee, 1, 1, 1),
        "₩" | "krw" | "KRW" | "won" => (Won, 1, 1, 1),
        _ => return None,
    })
}
