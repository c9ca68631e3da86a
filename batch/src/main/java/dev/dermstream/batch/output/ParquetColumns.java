package dev.dermstream.batch.output;

import dev.dermstream.batch.output.Column.ClassShare;
import dev.dermstream.batch.v1.ImageResult;
import java.util.List;
import java.util.Map;
import org.apache.hadoop.conf.Configuration;
import org.apache.parquet.conf.ParquetConfiguration;
import org.apache.parquet.hadoop.api.WriteSupport;
import org.apache.parquet.io.api.Binary;
import org.apache.parquet.io.api.RecordConsumer;
import org.apache.parquet.schema.LogicalTypeAnnotation;
import org.apache.parquet.schema.MessageType;
import org.apache.parquet.schema.PrimitiveType.PrimitiveTypeName;
import org.apache.parquet.schema.Type;
import org.apache.parquet.schema.Types;
import org.jspecify.annotations.Nullable;

/**
 * The flat columns in Parquet's types: lists in the form of three levels that its specification
 * asks for, classes as groups of {@code id_code} and {@code percent}.
 */
final class ParquetColumns extends WriteSupport<ImageResult> {
  static final MessageType SCHEMA = schema();

  private static final String LIST = "list";
  private static final String ELEMENT = "element";

  private @Nullable RecordConsumer into;

  private static MessageType schema() {
    Types.MessageTypeBuilder message = Types.buildMessage();
    Columns.ALL.forEach(column -> message.addField(field(column)));
    return message.named("image_result");
  }

  private static Type field(Column column) {
    String name = column.name();
    return switch (column.type()) {
      case TEXT ->
          Types.optional(PrimitiveTypeName.BINARY)
              .as(LogicalTypeAnnotation.stringType())
              .named(name);
      case JSON ->
          Types.optional(PrimitiveTypeName.BINARY).as(LogicalTypeAnnotation.jsonType()).named(name);
      case INT -> Types.optional(PrimitiveTypeName.INT32).named(name);
      case LONG -> Types.optional(PrimitiveTypeName.INT64).named(name);
      case DOUBLE -> Types.optional(PrimitiveTypeName.DOUBLE).named(name);
      case FLAG -> Types.optional(PrimitiveTypeName.BOOLEAN).named(name);
      case TEXTS ->
          list(
              name,
              Types.required(PrimitiveTypeName.BINARY)
                  .as(LogicalTypeAnnotation.stringType())
                  .named(ELEMENT));
      case INTS -> list(name, Types.required(PrimitiveTypeName.INT32).named(ELEMENT));
      case SHARES ->
          list(
              name,
              Types.requiredGroup()
                  .required(PrimitiveTypeName.INT32)
                  .named("id_code")
                  .required(PrimitiveTypeName.DOUBLE)
                  .named("percent")
                  .named(ELEMENT));
    };
  }

  private static Type list(String name, Type element) {
    return Types.optionalList().element(element).named(name);
  }

  /** Abstract still, though its other form is the one that is called. */
  @Override
  @SuppressWarnings("deprecation")
  public WriteContext init(Configuration configuration) {
    return new WriteContext(SCHEMA, Map.of());
  }

  @Override
  public WriteContext init(ParquetConfiguration configuration) {
    return new WriteContext(SCHEMA, Map.of());
  }

  @Override
  public void prepareForWrite(RecordConsumer consumer) {
    into = consumer;
  }

  @Override
  public void write(ImageResult result) {
    RecordConsumer consumer = into;
    if (consumer == null) {
      throw new IllegalStateException("not begun");
    }
    consumer.startMessage();
    for (int i = 0; i < Columns.ALL.size(); i++) {
      Column column = Columns.ALL.get(i);
      @Nullable Object value = column.value().apply(result);
      if (value != null) {
        consumer.startField(column.name(), i);
        write(consumer, value);
        consumer.endField(column.name(), i);
      }
    }
    consumer.endMessage();
  }

  private static void write(RecordConsumer consumer, Object value) {
    switch (value) {
      case String text -> consumer.addBinary(Binary.fromString(text));
      case Integer number -> consumer.addInteger(number);
      case Long number -> consumer.addLong(number);
      case Double number -> consumer.addDouble(number);
      case Boolean flag -> consumer.addBoolean(flag);
      case ClassShare share -> share(consumer, share);
      case List<?> elements -> elements(consumer, elements);
      default -> throw new IllegalArgumentException("no column holds " + value.getClass());
    }
  }

  private static void elements(RecordConsumer consumer, List<?> elements) {
    consumer.startGroup();
    if (!elements.isEmpty()) {
      consumer.startField(LIST, 0);
      for (Object element : elements) {
        consumer.startGroup();
        consumer.startField(ELEMENT, 0);
        write(consumer, element);
        consumer.endField(ELEMENT, 0);
        consumer.endGroup();
      }
      consumer.endField(LIST, 0);
    }
    consumer.endGroup();
  }

  private static void share(RecordConsumer consumer, ClassShare share) {
    consumer.startGroup();
    consumer.startField("id_code", 0);
    consumer.addInteger(share.idCode());
    consumer.endField("id_code", 0);
    consumer.startField("percent", 1);
    consumer.addDouble(share.percent());
    consumer.endField("percent", 1);
    consumer.endGroup();
  }
}
