use super::super::{fillers, months};
use super::*;

#[test]
fn month_names_in_every_language_are_read() {
    for cells in [
        // English, German, French, Spanish, Italian, Portuguese and Dutch.
        "4 March 2026|4-Mar-26|March 4, 2026|4th of March 2026",
        "4. März 2026|4. Mär. 2026|4. Mrz 2026|4. Maerz 2026|den 4. März 2026",
        "4 mars 2026|mercredi 4 mars 2026",
        "4 de marzo de 2026|4-mar-2026|miércoles, 4 de marzo de 2026|4 de marzo del 2026",
        "4 marzo 2026|mercoledì 4 marzo 2026",
        "4 de março de 2026|4 de mar. de 2026|quarta-feira, 4 de março de 2026",
        "4 maart 2026|4 mrt 2026|4 mrt. 2026|woensdag 4 maart 2026",
        // Polish, Czech, Danish, Swedish, Norwegian and Finnish.
        "4 marca 2026|4 marzec 2026|4 mar 2026 r.|4 marca 2026 roku",
        "4. března 2026|březen 4 2026|4. bře 2026|4. Brezna 2026",
        "4. marts 2026|den 4. marts 2026|onsdag den 4. marts 2026",
        "4 mars 2026|den 4 mars 2026|onsdag 4 mars 2026",
        "4. mars 2026|onsdag 4. mars 2026",
        "4. maaliskuuta 2026|maaliskuu 4, 2026|4. maalis 2026|keskiviikkona 4. maaliskuuta 2026",
        // Turkish, Russian and Ukrainian.
        "4 Mart 2026|4 Mar 2026|4 Mart 2026 Çarşamba|4 MART 2026",
        "4 марта 2026|4 марта 2026 г.|4 март 2026|4-мар-26|4 марта 2026 года",
        "4 березня 2026|4 березня 2026 р.|4 бер. 2026|4 березень 2026",
        // Chinese, Japanese and Korean.
        "2026年3月4日|4-3月-2026|4-三月-2026|2026年03月04日 星期三",
        "2026年3月4日(水)|2026年3月4日水曜日",
        "2026년 3월 4일|2026년 3월 4일 수요일|2026년 03월 04일",
    ] {
        for cell in cells.split('|') {
            assert_eq!(read_alone(cell), "2026-03-04", "{cell}");
        }
    }
}

#[test]
fn every_month_has_its_number() {
    for names in [
        "January February March April May June July August September October November December",
        "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
        "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
        "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
        "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
        "ene feb mar abr may jun jul ago sep oct nov dic",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
        "gen feb mar apr mag giu lug ago set ott nov dic",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
        "jan fev mar abr mai jun jul ago set out nov dez",
        "januari februari maart april mei juni juli augustus september oktober november december",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
        "sty lut mar kwi maj cze lip sie wrz paź lis gru",
        "ledna února března dubna května června července srpna září října listopadu prosince",
        "led úno bře dub kvě čvn čvc srp zář říj lis pro",
        "januar februar marts april maj juni juli august september oktober november december",
        "januari februari mars april maj juni juli augusti september oktober november december",
        "januar februar mars april mai juni juli august september oktober november desember",
        "tammikuuta helmikuuta maaliskuuta huhtikuuta toukokuuta kesäkuuta heinäkuuta elokuuta syyskuuta lokakuuta marraskuuta joulukuuta",
        "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık",
        "Oca Şub Mar Nis May Haz Tem Ağu Eyl Eki Kas Ara",
        "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
        "янв. февр. мар. апр. май июн. июл. авг. сент. окт. нояб. дек.",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
        "січ. лют. бер. квіт. трав. черв. лип. серп. вер. жовт. лист. груд.",
        "一月 二月 三月 四月 五月 六月 七月 八月 九月 十月 十一月 十二月",
        "1月 2月 3月 4月 5月 6月 7月 8月 9月 10月 11月 12月",
        "1월 2월 3월 4월 5월 6월 7월 8월 9월 10월 11월 12월",
    ] {
        assert_eq!(names.split(' ').count(), 12, "{names}");
        for (name, month) in names.split(' ').zip(1..) {
            for cell in [format!("20-{name}-2025"), format!("20 {} 25", name.to_uppercase())] {
                assert_eq!(read_alone(&cell), format!("2025-{month:02}-20"), "{cell}");
            }
        }
    }
}

#[test]
fn no_name_means_two_months() {
    for (name, number) in months::names() {
        assert_eq!(months::month(&name), Some(number), "{name}");
    }
}

#[test]
fn no_filler_is_a_month() {
    for word in fillers::words() {
        assert_eq!(months::month(&word), None, "{word}");
    }
}
