use super::check;
use crate::domain::manifest::names::Meaning::{
    Customer, DeviceId, Imei, Imei2, OrderDate, OrderNumber, Serial, Unused,
};

#[test]
fn polish_headers_are_known() {
    check(Imei, "Nr IMEI | Numer IMEI | IMEI urządzenia | Kod IMEI");
    check(Imei2, "Drugi IMEI | Nr IMEI 2");
    check(Serial, "Numer seryjny | Nr seryjny | Nr ser. | Numer seryjny urządzenia");
    check(Customer, "Nr klienta | Kod klienta | Klient | Nazwa firmy");
    check(OrderNumber, "Nr zamówienia | Numer zamówienia | Nr zam. | Zamówienie");
    check(OrderDate, "Data zamówienia | Data");
    check(
        Unused,
        "Lp. | Ilość | Kolor | Model | Nazwa | Kod towaru | Magazyn | Nr faktury | Uwagi | Data dostawy | Nr karty SIM",
    );
}

#[test]
fn czech_headers_are_known() {
    check(Imei, "Číslo IMEI | IMEI číslo | Č. IMEI | IMEI zařízení");
    check(Imei2, "Druhé IMEI | IMEI 2");
    check(Serial, "Sériové číslo | Sér. č. | Výrobní číslo | Sériové č.");
    check(Customer, "Číslo zákazníka | Zákazník | Kód zákazníka");
    check(OrderNumber, "Číslo objednávky | Č. objednávky | Obj. č. | Objednávka");
    check(OrderDate, "Datum objednávky | Datum");
    check(
        Unused,
        "Barva | Množství | Počet | Název | Zboží | Sklad | Číslo faktury | Poznámka | Poř. č. | Dodací list | PSČ",
    );
}

#[test]
fn russian_headers_are_known() {
    check(Imei, "IMEI номер | № IMEI | Номер IMEI | IMEI устройства | Код IMEI");
    check(Imei2, "Второй IMEI | IMEI 2");
    check(Serial, "Серийный номер | Серийный № | Заводской номер | S/N | Сер. номер");
    check(Customer, "Код клиента | Клиент | Номер клиента | Организация");
    check(OrderNumber, "Номер заказа | № заказа | Заказ");
    check(OrderDate, "Дата заказа | Дата");
    check(
        Unused,
        "Модель | Цвет | Кол-во | Количество | № п/п | Наименование | Артикул | Склад | Цена | Примечание | Адрес",
    );
}

#[test]
fn ukrainian_headers_are_known() {
    check(Imei, "IMEI номер | № IMEI | Номер IMEI | IMEI пристрою");
    check(Imei2, "Другий IMEI | IMEI 2");
    check(Serial, "Серійний номер | Серійний № | Заводський номер");
    check(Customer, "Код клієнта | Клієнт | Номер клієнта");
    check(OrderNumber, "Номер замовлення | № замовлення | Замовлення");
    check(OrderDate, "Дата замовлення | Дата");
    check(
        Unused,
        "Модель | Колір | Кількість | К-сть | Назва | Артикул | Ціна | Примітка | Адреса | Склад | № з/п",
    );
}

#[test]
fn turkish_headers_are_known() {
    check(Imei, "IMEI No | IMEI Numarası | IMEI NUMARASI | Cihaz IMEI | IMEI Kodu");
    check(Imei2, "İkinci IMEI | IMEI No 2");
    check(Serial, "Seri No | Seri Numarası | SERİ NO | Cihaz Seri No");
    check(Customer, "Müşteri No | Müşteri Kodu | Müşteri | Firma Adı");
    check(OrderNumber, "Sipariş No | Sipariş Numarası | Sipariş");
    check(OrderDate, "Sipariş Tarihi | Tarih");
    check(
        Unused,
        "Model | Renk | Adet | Miktar | Ürün Adı | Stok Kodu | Depo | Fatura No | İrsaliye No | Açıklama | Sıra No",
    );
}

#[test]
fn chinese_headers_are_known() {
    check(Imei, "串号 | 串號 | IMEI号 | IMEI号码 | IMEI碼 | 手机IMEI | IMEI码 | 手机串号 | 主IMEI");
    check(Imei2, "IMEI2 | 副IMEI | IMEI 2号 | 第二IMEI | IMEI（卡2）");
    check(Serial, "序列号 | 序列號 | 产品序列号 | 產品序號 | SN码 | SN号 | 机身序列号");
    check(DeviceId, "设备编号 | 設備ID | IMEI/序列号");
    check(Customer, "客户编号 | 客戶編號 | 客户名称 | 客户");
    check(OrderNumber, "订单号 | 訂單編號 | 采购订单号 | PO号 | 订单");
    check(OrderDate, "订单日期 | 下单时间 | 日期");
    check(
        Unused,
        "序号 | 型号 | 型號 | 颜色 | 顏色 | 数量 | 數量 | 品名 | 仓库 | 单价 | 备注 | 发票号码 | 手机号 | SIM卡号 | 箱号",
    );
}

#[test]
fn japanese_headers_are_known() {
    check(Imei, "IMEI番号 | ＩＭＥＩ | IMEIコード | IMEI No. | 端末IMEI | 端末のIMEI");
    check(Imei2, "IMEI番号2 | IMEI（2） | 第二IMEI");
    check(Serial, "シリアル番号 | ｼﾘｱﾙNo. | シリアルナンバー | 製造番号 | 製造No");
    check(Customer, "顧客番号 | 得意先コード | お客様番号 | 顧客名");
    check(OrderNumber, "注文番号 | 発注番号 | 注文No | ご注文番号 | 注文");
    check(OrderDate, "注文日 | 発注日 | 日付");
    check(
        Unused,
        "機種名 | 型番 | 色 | 数量 | 品名 | 備考 | 倉庫 | 納品日 | 請求書番号 | 単価 | 電話番号 | 住所 | SIMカード番号",
    );
}

#[test]
fn korean_headers_are_known() {
    check(Imei, "IMEI번호 | IMEI 번호 | 단말기 IMEI | 기기 IMEI");
    check(Imei2, "IMEI 2 | IMEI2번호");
    check(Serial, "일련번호 | 시리얼번호 | 시리얼 넘버 | 제조번호 | 기기 일련번호");
    check(Customer, "고객번호 | 고객코드 | 고객명 | 거래처명");
    check(OrderNumber, "주문번호 | 발주번호 | 주문 번호 | 주문");
    check(OrderDate, "주문일자 | 주문일 | 날짜");
    check(
        Unused,
        "모델명 | 색상 | 수량 | 품명 | 순번 | 비고 | 창고 | 단가 | 전화번호 | 주소 | 납품일 | 유심번호",
    );
}
