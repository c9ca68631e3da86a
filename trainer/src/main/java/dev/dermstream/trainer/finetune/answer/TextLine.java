package dev.dermstream.trainer.finetune.answer;

import com.google.gson.annotations.SerializedName;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A line of {@code texts.jsonl}: what should have been said and what was said.
 *
 * @param identifier of the image
 * @param reference what is right, not blank
 * @param candidate what the model wrote; may be empty
 * @param group patient or paper, where images are kept together by it
 * @param modality of the image, where known
 * @param question that was asked, where it is not the profile's own prompt
 * @param distractors wrong answers, where the manifest has them
 * @param field of a record
 */
record TextLine(
    @SerializedName("identifier") String identifier,
    @SerializedName("reference") String reference,
    @SerializedName("candidate") String candidate,
    @SerializedName("group") @Nullable String group,
    @SerializedName("modality") @Nullable String modality,
    @SerializedName("question") @Nullable String question,
    @SerializedName("distractors") @Nullable List<String> distractors,
    @SerializedName("field") @Nullable String field,
    @SerializedName("language") String language) {}
