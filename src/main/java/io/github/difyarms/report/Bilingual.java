package io.github.difyarms.report;

import io.github.difyarms.image.Transfer;
import io.github.difyarms.model.Difference;
import io.github.difyarms.model.Step;

/**
 * A word of ours in the two languages of the report.
 *
 * @param en English
 * @param zh Chinese
 */
record Bilingual(String en, String zh) {
  static Bilingual of(Transfer.Kind kind) {
    return switch (kind) {
      case MOUNTED -> new Bilingual("mounted", "跨仓库挂载");
      case STREAMED -> new Bilingual("streamed", "流式复制");
      case PUSHED -> new Bilingual("pushed", "推送");
      case PRESENT -> new Bilingual("present", "已存在");
    };
  }

  static Bilingual of(Step.Kind kind) {
    return switch (kind) {
      case RESOLVE -> new Bilingual("resolve", "解析");
      case SEARCH -> new Bilingual("search", "查找");
      case DOWNLOAD -> new Bilingual("download", "下载");
      case COMPILE -> new Bilingual("compile", "编译");
      case LAYER -> new Bilingual("layer", "写层");
      case TRANSFER -> new Bilingual("transfer", "传输");
      case PUBLISH -> new Bilingual("publish", "发布");
    };
  }

  static Bilingual of(Difference.Kind kind) {
    return switch (kind) {
      case ADDED -> new Bilingual("added", "新增");
      case REMOVED -> new Bilingual("removed", "移除");
      case CHANGED -> new Bilingual("changed", "更改");
    };
  }
}
