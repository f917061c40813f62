use std::collections::HashMap;
use std::sync::LazyLock;

use crate::domain::fold::fold;

/// Full, inflected and short names of the months, January first. Numbers with a unit, such as `11月`, are read
/// in `named.rs`.
#[rustfmt::skip]
const NAMES: [&str; 12] = [
    "January Jan Januar Jänner Jän Janvier Janv Enero Ene Gennaio Gen Janeiro Januari Styczeń Stycznia Sty Leden Ledna \
     Led Tammikuu Tammikuuta Tammi Tammik Ocak Oca Январь Января Янв Січень Січня Січ 一月 일월",
    "February Feb Februar Feber Février Févr Fév Febrero Febbraio Fevereiro Fev Februari Luty Lutego Lut Únor Února Úno \
     Helmikuu Helmikuuta Helmi Helmik Şubat Şub Февраль Февраля Фев Февр Лютий Лютого Лют 二月 이월",
    "March Mar März Mär Mrz Maerz Mars Marzo Março Maart Mrt Marzec Marca Březen Března Bře Marts Maaliskuu Maaliskuuta \
     Maalis Maalisk Mart Март Марта Мар Березень Березня Бер 三月 삼월",
    "April Apr Avril Avr Abril Abr Aprile Kwiecień Kwietnia Kwi Duben Dubna Dub Huhtikuu Huhtikuuta Huhti Huhtik Nisan \
     Nis Апрель Апреля Апр Квітень Квітня Квіт Кві 四月 사월",
    "May Mai Mayo Maggio Mag Maio Mei Maj Maja Květen Května Kvě Toukokuu Toukokuuta Touko Toukok Mayıs Май Мая \
     Травень Травня Трав Тра 五月 오월",
    "June Jun Juni Juin Junio Giugno Giu Junho Czerwiec Czerwca Cze Červen Června Čvn Kesäkuu Kesäkuuta Kesä Kesäk \
     Haziran Haz Июнь Июня Июн Червень Червня Черв Чер 六月 유월",
    "July Jul Juli Juillet Juil Julio Luglio Lug Julho Lipiec Lipca Lip Červenec Července Čvc Heinäkuu Heinäkuuta \
     Heinä Heinäk Temmuz Tem Июль Июля Июл Липень Липня Лип 七月 칠월",
    "August Aug Août Aou Agosto Ago Augustus Augusti Sierpień Sierpnia Sie Srpen Srpna Srp Elokuu Elokuuta Elo Elok \
     Ağustos Ağu Август Августа Авг Серпень Серпня Серп Сер 八月 팔월",
    "September Sep Sept Septembre Septiembre Setiembre Set Settembre Sett Setembro Wrzesień Września Wrz Září Zář \
     Syyskuu Syyskuuta Syys Syysk Eylül Eyl Сентябрь Сентября Сен Сент Вересень Вересня Вер 九月 구월",
    "October Oct Oktober Okt Octobre Octubre Ottobre Ott Outubro Out Październik Października Paź Říjen Října Říj \
     Lokakuu Lokakuuta Loka Lokak Ekim Eki Октябрь Октября Окт Жовтень Жовтня Жовт Жов 十月 시월",
    "November Nov Novembre Noviembre Novembro Listopad Listopada Lis Listopadu Marraskuu Marraskuuta Marras Marrask \
     Kasım Kas Ноябрь Ноября Ноя Нояб Листопад Листопада Лист Лис 十一月 십일월",
    "December Dec Dezember Dez Décembre Déc Diciembre Dic Dicembre Dezembro Desember Des Grudzień Grudnia Gru Prosinec \
     Prosince Pro Joulukuu Joulukuuta Joulu Jouluk Aralık Ara Декабрь Декабря Дек Грудень Грудня Груд Гру 十二月 십이월",
];

static MONTHS: LazyLock<HashMap<String, u32>> = LazyLock::new(|| names().collect());

/// Returns the names in lower case and without accents, each with the number of its month.
pub(super) fn names() -> impl Iterator<Item = (String, u32)> {
    NAMES
        .iter()
        .zip(1..)
        .flat_map(|(names, month)| names.split_whitespace().map(move |name| (fold(name), month)))
}

/// Returns the number from 1 to 12 of the month with this name, in any of the languages.
pub(super) fn month(name: &str) -> Option<u32> {
    MONTHS.get(&fold(name)).copied()
}
