use std::collections::HashSet;
use std::sync::LazyLock;

use crate::domain::fold::fold;

/// Words that can appear in a date without changing it: articles, prepositions, endings of ordinal numbers, and words
/// for year.
const WORDS: &str = "st nd rd th er re ere e eme o a the of de del do d den der le el la il di al ter r rok roku рік \
                     року р г год года vuonna yıl yılı año an anno";

/// Names of the weekdays: the full names, and the abbreviations that can't also mean a month.
#[rustfmt::skip]
const WEEKDAYS: &str = "\
    Monday Tuesday Wednesday Thursday Friday Saturday Sunday Mon Tue Tues Wed Thu Thur Thurs Fri Sat Sun \
    Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonnabend Sonntag Mo Di Mi Do Fr Sa So \
    lundi mardi mercredi jeudi vendredi samedi dimanche lun mer jeu ven sam dim \
    lunes martes miércoles jueves viernes sábado domingo mié jue vie sáb dom \
    lunedì martedì mercoledì giovedì venerdì sabato domenica gio sab \
    segunda terça quarta quinta sexta feira seg ter qua qui sex \
    maandag dinsdag woensdag donderdag vrijdag zaterdag zondag ma wo vr za zo \
    poniedziałek wtorek środa czwartek piątek sobota niedziela pon wt śr czw pt sob niedz \
    pondělí úterý středa čtvrtek pátek neděle po út st čt pá ne \
    mandag tirsdag onsdag torsdag fredag lørdag søndag man tir tirs ons tor tors fre lør søn \
    måndag tisdag lördag söndag mån tis lör sön \
    maanantai tiistai keskiviikko torstai perjantai lauantai sunnuntai ti ke to pe la su \
    maanantaina tiistaina keskiviikkona torstaina perjantaina lauantaina sunnuntaina \
    Pazartesi Salı Çarşamba Perşembe Cuma Cumartesi Pazar Pzt Sal Çar Per Cum Cmt \
    понедельник вторник среда четверг пятница суббота воскресенье пн вт ср чт пт сб вс \
    понеділок вівторок середа четвер пʼятниця субота неділя нд \
    星期一 星期二 星期三 星期四 星期五 星期六 星期日 星期天 周一 周二 周三 周四 周五 周六 周日 \
    月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日 月曜 火曜 水曜 木曜 金曜 土曜 日曜 月 火 水 木 金 土 日 \
    월요일 화요일 수요일 목요일 금요일 토요일 일요일 월 화 수 목 금 토 일";

static FOLDED: LazyLock<HashSet<String>> = LazyLock::new(|| words().collect());

/// Returns the words in lower case and without accents.
pub(super) fn words() -> impl Iterator<Item = String> {
    WORDS.split_whitespace().chain(WEEKDAYS.split_whitespace()).map(fold)
}

/// Returns whether a word in a date can be ignored.
pub(super) fn is_filler(word: &str) -> bool {
    FOLDED.contains(&fold(word))
}
