"""Words and letters of languages in Latin letters: those that are common in any text, and in the pages of models."""

from __future__ import annotations

from collections.abc import Mapping

WORDS: Mapping[str, frozenset[str]] = {
    language: frozenset(words.split())
    for language, words in {
        "en": "the of and to in is for with be that how must by or this it from a an on are as at if "
        "not can should will when what which where whether you your its each any all only more than "
        "up one two no use used uses using length seconds quality size images picture text number "
        "image total given output input duration seed first last frame higher values value "
        "negative enable audio generation aspect ratio guidance scale start end mode style strength",
        "fr": "le la les des du de une un avec pour par que se et en au aux est dans sur ou ne pas qui "
        "doit doivent être sont cette ce ces son sa ses si plus l d qu vous votre leur comme tous "
        "toutes chaque durée secondes vidéo vidéos image texte nombre invite qualité taille sortie "
        "graine première dernière à entre égale valeur fichier total où lors",
        "de": "der die das des dem den und ein eine einer eines einem einen mit für von vom zu zum zur im "
        "ist wie auf oder nicht wird werden muss müssen soll kann sind sich bei aus als an nach über "
        "alle aller jedes jede nur wenn dauer sekunden bild bilder länge größe qualität anzahl text "
        "ausgabe eingabe startwert erstes letztes beschreibung gesamtdauer summe entsprechen gleich",
        "es": "el la los las del de una un con para por que se y en al debe deben cómo es son su sus lo "
        "no si o u como más este esta estos cada todos todas entre ser está vídeo duración segundos "
        "imagen imágenes texto número calidad tamaño salida semilla primer último fotograma valor "
        "indica igual total cuando sobre desde hasta sin",
        "pt": "o a os as do da dos das de uma um com para por que se e em ao aos não no na nos nas deve "
        "devem é são seu sua ser ou mais como pelo pela cada todos todas entre está este esta isso "
        "duração segundos imagem imagens vídeo texto número qualidade tamanho saída semente primeiro "
        "primeira último quadro valor igual soma total quando sobre até sem também",
        "it": "il lo la gli le i del dello della dei delle degli di una un uno con per che si e è nel "
        "nella nelle al alla alle allo dal dalla o non deve devono essere sono come più questo questa "
        "ogni tutti tutte tra da su sul se durata secondi immagine immagini testo numero qualità "
        "dimensione uscita seme primo prima ultimo fotogramma valore uguale somma quando",
        "tr": "ve bir bu için ile olarak olan gibi daha en çok veya ya da değil her tüm olmalıdır gerekir "
        "kadar göre sonra önce ise mi var yok süre süresi saniye saniyede görsel görüntü resim metin "
        "sayısı kalite boyutu çıktı girdi tohum ilk son kare toplamı toplam eşit uzunluğu videonun "
        "videoda açıklama istem değeri hangi nasıl ne",
        "vi": "và của là có được cho trong với không các một những này khi để từ phải bằng hoặc nếu đến "
        "theo trên về như thì bạn mà ra nên giây hình ảnh văn bản thời lượng độ dài số đầu cuối khung "
        "tổng chất mô tả âm thanh mỗi tất cả giá trị kích thước hạt giống lời nhắc",
        "id": "yang dan di dari untuk dengan pada adalah ini itu atau tidak dalam akan harus oleh ke sebagai "
        "dapat jika agar bisa semua setiap lebih seperti karena anda sama durasi detik gambar teks "
        "jumlah kualitas ukuran keluaran masukan benih pertama terakhir bingkai nilai total panjang "
        "bagaimana apa hasil berapa antara saja hanya",
        "ms": "yang dan di dari untuk dengan pada ialah ini itu atau tidak dalam akan mesti oleh ke sebagai "
        "boleh jika supaya semua setiap lebih seperti kerana anda tempoh saat imej teks bilangan kualiti "
        "saiz daripada hendaklah perlu sahaja nilai pertama terakhir panjang kepada antara",
        "nl": "de het een en van in is op te dat die voor met zijn niet aan er om als ook bij door wordt "
        "worden moet moeten of naar uit kan over alle elke deze dit hoe wat duur seconden afbeelding "
        "afbeeldingen tekst lengte kwaliteit grootte eerste laatste aantal gelijk som waarde",
        "pl": "i w na z do nie się że jest to o dla od jak po przez lub oraz który która które musi muszą być "
        "są ma czy za ze ten ta wszystkich każdy czas trwania sekund sekundach obraz obrazu tekst liczba "
        "jakość rozmiar pierwsza ostatnia klatka suma wartość wideo długość",
        "cs": "a v na s z do se je to že pro od jak po nebo který která které musí být jsou má ve k i za si "
        "délka sekund sekundách obrázek obraz videa text počet kvalita velikost první poslední snímek "
        "součet hodnota všech každý doba trvání podle při",
        "sk": "a v na s z do sa je to že pre od ako po alebo ktorý ktorá ktoré musí byť sú má vo k i za si "
        "dĺžka sekúnd sekundách obrázok obraz videa text počet kvalita veľkosť prvý posledný snímka "
        "súčet hodnota všetkých každý trvanie podľa pri",
        "ro": "și în de la cu pe a al ai ale că este sunt pentru din nu se o un unei unui sau care trebuie "
        "să fie mai prin după fiecare toate durata secunde imagine imaginea text număr calitate "
        "dimensiune primul ultimul cadru suma valoare lungimea egală cum",
        "sv": "och i att det som en på är av för med till den har inte om ett de ska måste vara eller från "
        "vid hur när varje alla kan längd sekunder bild bilder bilden text antal kvalitet storlek första "
        "sista summan värde lika videons",
        "da": "og i at det som en på er af for med til den har ikke om et de skal være eller fra ved hvordan "
        "når hver alle kan længde sekunder billede billeder billedet tekst antal kvalitet størrelse første "
        "sidste summen værdi lig videoens hvad",
        "nb": "og i at det som en på er av for med til den har ikke om et de skal må være eller fra ved hvordan "
        "når hver alle kan lengde sekunder bilde bilder bildet tekst antall kvalitet størrelse første siste "
        "summen verdi lik videoens hva",
        "fi": "ja on ei se että kun kuin tai joka jotka ovat sen mukaan olla pitää täytyy voi myös jos kaikkien "
        "kaikki kesto pituus sekunteina sekuntia kuva kuvan kuvat teksti määrä laatu koko ensimmäinen "
        "viimeinen summa arvo videon miten",
        "hu": "a az és egy hogy nem is van meg de ha kell vagy mint csak ez azt minden lehet legyen amely szerint "
        "hossza másodperc másodpercben kép képek szöveg száma minőség méret első utolsó képkocka összege érték "
        "videó időtartama milyen",
        "ca": "el la els les del dels de una un amb per a que es i en al ha d'un és són o si com més aquest "
        "aquesta cada tots totes durada segons imatge imatges text nombre qualitat mida primer últim "
        "fotograma valor igual suma vídeo ser quan",
        "hr": "i u na se je da za od su s sa ili kako koji koja koje mora moraju biti iz po što nije kao svi "
        "svih svaki trajanje sekundi sekundama slika slike tekst broj kvaliteta veličina prvi zadnji "
        "kadar zbroj vrijednost jednak videa duljina",
    }.items()
}
"""Words in small letters, by language; a word may be in several."""

LETTERS: Mapping[str, frozenset[str]] = {
    language: frozenset(letters)
    for language, letters in {
        "en": "",
        "fr": "àâæçéèêëîïôœùûüÿ",
        "de": "äöüß",
        "es": "áéíñóúü",
        "pt": "áâãàçéêíóôõú",
        "it": "àèéìíîòóùú",
        "tr": "çğıöşüâî",
        "vi": "àáâãèéêìíòóôõùúýăđĩũơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ",
        "id": "",
        "ms": "",
        "nl": "éëïóöü",
        "pl": "ąćęłńóśźż",
        "cs": "áčďéěíňóřšťúůýž",
        "sk": "áäčďéíĺľňóôŕšťúýž",
        "ro": "ăâîșțşţ",
        "sv": "åäöé",
        "da": "æøåé",
        "nb": "æøåéòô",
        "fi": "äöå",
        "hu": "áéíóöőúüű",
        "ca": "àçèéíïòóúü",
        "hr": "čćđšž",
    }.items()
}
"""Letters beside a to z, by language."""

SIBLINGS = (frozenset(("id", "ms")), frozenset(("da", "nb")), frozenset(("cs", "sk")))
"""Languages that share most words: one of them is still told by a small difference."""
