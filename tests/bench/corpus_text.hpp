// What people of a corpus say, in their languages, and the chance by which they do: all of it follows from one seed.
#pragma once

#include <fmt/format.h>

#include <cmath>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace millrace::bench {

struct Language {
  std::vector<std::string_view> names, sentences;      // # is a number, of an order, say
};
inline const std::vector<Language>& languages() {
  static const std::vector<Language> all{
      {{"Zoe Miller", "James Carter", "Olivia Brown", "Noah Walker"},
       {"Good morning, my order # has not arrived yet.", "Could you please tell me where the parcel is?",
        "The invoice for # shows the wrong address.", "Thank you, that was quick!",
        "I would like to return the blue jacket, it is too small.", "We have sent the refund, it takes three to five days.",
        "Is the espresso machine available again next week?", "I have looked into # and the carrier says it is on its way."}},
      {{"Jürgen Groß", "Änne Schäfer", "Lukas Weiß", "Mia Köhler"},
       {"Guten Tag, meine Bestellung # ist noch nicht angekommen.", "Können Sie mir bitte sagen, wo das Paket ist?",
        "Auf der Rechnung zu # steht die falsche Anschrift.", "Vielen Dank für die schnelle Hilfe!",
        "Ich möchte die blaue Jacke umtauschen, sie ist zu klein.", "Die Erstattung ist unterwegs und dauert drei bis fünf Tage.",
        "Die Lieferung kommt voraussichtlich am Donnerstag.", "Grüße aus Köln, bis bald."}},
      {{"José Núñez", "Lucía Peña", "Martín Ibáñez"},
       {"Buenos días, mi pedido # todavía no ha llegado.", "¿Podría decirme dónde está el paquete, por favor?",
        "La factura de # tiene una dirección equivocada.", "¡Muchas gracias por la ayuda!",
        "Quisiera devolver la chaqueta azul, me queda pequeña.", "El reembolso tarda entre tres y cinco días."}},
      {{"Élodie Lefèvre", "François Dubois", "Chloé Garçon"},
       {"Bonjour, ma commande # n’est pas encore arrivée.", "Où se trouve le colis, s’il vous plaît ?",
        "La facture de # porte une mauvaise adresse.", "Merci beaucoup, c’était très rapide !",
        "Je voudrais rendre la veste bleue, elle est trop petite.", "Le remboursement prend de trois à cinq jours."}},
      {{"João Conceição", "Inês Simões"},
       {"Bom dia, a minha encomenda # ainda não chegou.", "Pode dizer-me onde está o pacote?", "A fatura de # tem a morada errada.",
        "Muito obrigado pela ajuda!"}},
      {{"Ayşe Yılmaz", "İbrahim Çelik"},
       {"Günaydın, # numaralı siparişim henüz gelmedi.", "Paketin nerede olduğunu söyleyebilir misiniz?", "Faturadaki adres yanlış.",
        "Hızlı yardımınız için teşekkürler!"}},
      {{"Иван Петров", "Ольга Смирнова"},
       {"Добрый день, мой заказ # ещё не пришёл.", "Подскажите, пожалуйста, где посылка?", "В счёте # указан неверный адрес.",
        "Большое спасибо за быструю помощь!"}},
      {{"محمد علي", "فاطمة حسن"},
       {"صباح الخير، لم يصل طلبي رقم # بعد.", "هل يمكنكم إخباري أين الطرد؟", "العنوان في الفاتورة غير صحيح.",
        "شكرا جزيلا على المساعدة السريعة!"}},
      {{"अनिल कुमार", "प्रिया शर्मा"},
       {"नमस्ते, मेरा ऑर्डर # अभी तक नहीं आया है।", "कृपया बताइए कि पार्सल कहाँ है?", "बिल पर पता गलत है।", "बहुत धन्यवाद!"}},
      {{"王伟", "李娜"},
       {"您好，我的订单 # 还没有到。", "请问包裹现在在哪里？", "发票 # 上的地址不对。", "谢谢，回复得真快！ 👍"}},
      {{"佐藤 健", "鈴木 花子"},
       {"おはようございます。注文 # がまだ届いていません。", "荷物は今どこにありますか。", "請求書の住所が違います。", "ありがとうございました。"}}};
  return all;
}

class Chance {
 public:
  explicit Chance(std::int64_t seed) : engine_(static_cast<std::uint64_t>(seed)) {}
  std::uint64_t u64() { return engine_(); }
  std::size_t below(std::size_t n) { return static_cast<std::size_t>(static_cast<unsigned __int128>(engine_()) * n >> 64); }
  bool in_100(std::size_t percent) { return below(100) < percent; }
  // Around that mean, as lengths of talks are: many short ones, few long ones; at least 1.
  std::int64_t length(double mean) {
    const auto u = (static_cast<double>(below(1 << 30)) + 1) / (1 << 30);
    return 1 + static_cast<std::int64_t>(-std::log(u) * std::max(0.0, mean - 1));
  }
  template <class T>
  const T& one_of(const std::vector<T>& all) { return all[below(all.size())]; }

 private:
  std::mt19937_64 engine_;
};

inline std::string said_in(const Language& l, Chance& chance) {
  std::string out;
  for (auto n = 1 + chance.below(4); n > 0; --n) {
    const auto sentence = chance.one_of(l.sentences);
    const auto number = sentence.find('#');
    if (!out.empty()) out += ' ';
    out += sentence.substr(0, number);
    if (number != sentence.npos) out.append(fmt::format("{}", 100'000 + chance.below(900'000))).append(sentence.substr(number + 1));
  }
  return out;
}

}  // namespace millrace::bench
